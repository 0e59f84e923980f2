"""What a deployment decides, read from the environment in this one place."""

import base64
import binascii
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from services.clock import clock_of

T = TypeVar("T")
MASTER_KEY_BYTES = 32


class SettingsError(Exception):
    """A setting is missing or wrong; the sentence names it."""


class Settings(Struct, frozen=True, kw_only=True):
    app_url: str  # Postgres as carryover_app
    engine_url: str  # Postgres as carryover_engine
    owner_url: str  # Postgres as carryover_owner; only for migrations
    keys_url: str  # the database of keys, as carryover_app
    keys_owner_url: str  # the database of keys, as carryover_owner; only for migrations
    valkey_url: str  # wake-ups and caches
    broker_url: str  # Dramatiq's own database or server
    smtp_url: str  # smtp://[user:password@]host:port, or smtps://
    mail_from: str
    master_key: bytes  # 32 bytes that wrap every organisation's key
    http_host: str = "127.0.0.1"
    http_port: int = 8080
    public_url: str = "http://127.0.0.1:8080"  # where people reach the pages; stands in e-mails
    sms_url: str = ""  # as apprise has it, {to} for the number and {key} for the effect's id; empty: no SMS
    push_url: str = ""  # the same for push
    inbound_secret: str = ""  # whsec_…: who may tell what became of a message, and who signs unsubscribe links
    operator_mail: str = ""  # who is told when a reader of the log cannot go on for somebody; empty: nobody
    clock: str = ""  # services.clock.clock_of; empty: the real one


VARIABLES: Mapping[str, str] = {
    "CARRYOVER_APP_URL": "Postgres URL for the role carryover_app",
    "CARRYOVER_ENGINE_URL": "Postgres URL for the role carryover_engine",
    "CARRYOVER_OWNER_URL": "Postgres URL for the role carryover_owner (only `carryover migrate` needs it)",
    "CARRYOVER_KEYS_URL": "Postgres URL of the database of keys, for the role carryover_app",
    "CARRYOVER_KEYS_OWNER_URL": "Postgres URL of the database of keys, for the role carryover_owner (only to migrate)",
    "CARRYOVER_VALKEY_URL": "Valkey URL for wake-ups and caches",
    "CARRYOVER_BROKER_URL": "Valkey URL for Dramatiq: another database number or server than CARRYOVER_VALKEY_URL",
    "CARRYOVER_SMTP_URL": "where mail goes, smtp://host:port (default smtp://127.0.0.1:25)",
    "CARRYOVER_MAIL_FROM": "the sender of mail (default carryover@localhost)",
    "CARRYOVER_SMS_URL": "an apprise URL with {to} in it, and {key} if the provider tells repeats by it (default none)",
    "CARRYOVER_PUSH_URL": "the same for push (default none)",
    "CARRYOVER_INBOUND_SECRET": "whsec_ and base64: providers sign with it what became of a message (default none)",
    "CARRYOVER_OPERATOR_MAIL": "who is told when an event cannot be digested (default nobody: the log alone tells)",
    "CARRYOVER_MASTER_KEY": "32 bytes in base64 that wrap every organisation's key",
    "CARRYOVER_MASTER_KEY_FILE": "a file that holds it, instead",
    "CARRYOVER_HTTP_HOST": "address to listen on (default 127.0.0.1)",
    "CARRYOVER_HTTP_PORT": "port to listen on (default 8080)",
    "CARRYOVER_PUBLIC_URL": "where people reach the pages (default http://HOST:PORT)",
    "CARRYOVER_CLOCK": "for trying out: <start>@<epoch second>x<speed>, or a file that holds an instant (default real)",
    "CARRYOVER_TRYING_OUT": "yes where no patient depends on it; without it CARRYOVER_CLOCK is refused",
}
"""Every variable, and what it means; `carryover settings` prints it."""


def settings_from(env: Mapping[str, str]) -> Settings:
    """The settings of an environment. Raises SettingsError for the first that is missing or wrong."""
    host = env.get("CARRYOVER_HTTP_HOST", "127.0.0.1")
    port = _parsed(env, "CARRYOVER_HTTP_PORT", "8080", _port)
    settings = Settings(
        app_url=_needed(env, "CARRYOVER_APP_URL"),
        engine_url=_needed(env, "CARRYOVER_ENGINE_URL"),
        owner_url=env.get("CARRYOVER_OWNER_URL", ""),
        keys_url=_needed(env, "CARRYOVER_KEYS_URL"),
        keys_owner_url=env.get("CARRYOVER_KEYS_OWNER_URL", ""),
        valkey_url=_needed(env, "CARRYOVER_VALKEY_URL"),
        broker_url=_needed(env, "CARRYOVER_BROKER_URL"),
        smtp_url=env.get("CARRYOVER_SMTP_URL", "smtp://127.0.0.1:25"),
        mail_from=env.get("CARRYOVER_MAIL_FROM", "carryover@localhost"),
        sms_url=env.get("CARRYOVER_SMS_URL", "").strip(),
        push_url=env.get("CARRYOVER_PUSH_URL", "").strip(),
        inbound_secret=_parsed(env, "CARRYOVER_INBOUND_SECRET", "", _webhook_secret),
        operator_mail=env.get("CARRYOVER_OPERATOR_MAIL", "").strip(),
        master_key=_master_key(env),
        http_host=host,
        http_port=port,
        public_url=env.get("CARRYOVER_PUBLIC_URL", f"http://{host}:{port}").rstrip("/"),
        clock=clock_setting(env),
    )
    if settings.broker_url == settings.valkey_url:
        raise SettingsError("CARRYOVER_BROKER_URL must be another database than CARRYOVER_VALKEY_URL")
    return settings


def environment_of(settings: Settings) -> dict[str, str]:
    """The environment that gives these settings again; for child processes."""
    return {
        "CARRYOVER_APP_URL": settings.app_url,
        "CARRYOVER_ENGINE_URL": settings.engine_url,
        "CARRYOVER_OWNER_URL": settings.owner_url,
        "CARRYOVER_KEYS_URL": settings.keys_url,
        "CARRYOVER_KEYS_OWNER_URL": settings.keys_owner_url,
        "CARRYOVER_VALKEY_URL": settings.valkey_url,
        "CARRYOVER_BROKER_URL": settings.broker_url,
        "CARRYOVER_SMTP_URL": settings.smtp_url,
        "CARRYOVER_MAIL_FROM": settings.mail_from,
        "CARRYOVER_SMS_URL": settings.sms_url,
        "CARRYOVER_PUSH_URL": settings.push_url,
        "CARRYOVER_INBOUND_SECRET": settings.inbound_secret,
        "CARRYOVER_OPERATOR_MAIL": settings.operator_mail,
        "CARRYOVER_MASTER_KEY": base64.b64encode(settings.master_key).decode(),
        "CARRYOVER_HTTP_HOST": settings.http_host,
        "CARRYOVER_HTTP_PORT": str(settings.http_port),
        "CARRYOVER_PUBLIC_URL": settings.public_url,
        "CARRYOVER_CLOCK": settings.clock,
        "CARRYOVER_TRYING_OUT": "yes" if settings.clock else "",
    }


def clock_setting(env: Mapping[str, str]) -> str:
    """Business time for trying out, as `clock_of` reads it; empty: the real one. Raises SettingsError."""
    clock = env.get("CARRYOVER_CLOCK", "").strip()
    if clock and env.get("CARRYOVER_TRYING_OUT", "").strip() != "yes":
        raise SettingsError("CARRYOVER_CLOCK is for trying out alone: it is taken only with CARRYOVER_TRYING_OUT=yes")
    try:
        clock_of(clock)
    except ValueError as error:
        raise SettingsError(f"CARRYOVER_CLOCK is wrong: {error}") from error
    return clock


def _needed(env: Mapping[str, str], name: str) -> str:
    value = env.get(name, "").strip()
    if not value:
        raise SettingsError(f"{name} is not set: {VARIABLES[name]}")
    return value


def _parsed(env: Mapping[str, str], name: str, default: str, parse: Callable[[str], T]) -> T:
    value = env.get(name, default)
    try:
        return parse(value)
    except ValueError as error:
        raise SettingsError(f"{name} is wrong: {error}") from error


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise ValueError(f"{text!r} is not a port from 0 to 65535")
    return int(text)


def _webhook_secret(text: str) -> str:
    """As Standard Webhooks has it: 24 to 64 bytes in base64 behind whsec_."""
    if not text:
        return ""
    try:
        size = len(base64.b64decode(text.removeprefix("whsec_"), validate=True))
    except (binascii.Error, ValueError):
        size = 0
    if not text.startswith("whsec_") or not 24 <= size <= 64:
        raise ValueError("it is not whsec_ and 24 to 64 bytes in base64")
    return text


def _master_key(env: Mapping[str, str]) -> bytes:
    path = env.get("CARRYOVER_MASTER_KEY_FILE")
    try:
        text = Path(path).read_text(encoding="ascii") if path else _needed(env, "CARRYOVER_MASTER_KEY")
        key = base64.b64decode(text.strip(), validate=True)
    except (OSError, UnicodeDecodeError, binascii.Error) as error:
        raise SettingsError(f"the master key cannot be read: {error}") from error
    if len(key) != MASTER_KEY_BYTES:
        raise SettingsError(f"the master key must be {MASTER_KEY_BYTES} bytes in base64, not {len(key)}")
    return key
