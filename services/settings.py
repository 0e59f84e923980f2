"""What a deployment decides, read from the environment in this one place."""

import base64
import binascii
import os
from collections.abc import Callable, Mapping
from ipaddress import ip_network
from typing import TypeVar
from urllib.parse import urlsplit, urlunsplit

from msgspec import Struct

from services.clock import clock_of
from services.production import VARIABLE as PRODUCTION
from services.production import faults, is_production
from services.quotas import settings as quotas
from services.quotas.settings import Quotas
from services.secret_files import SecretFileError, with_secrets
from services.secret_files import described as secret_files

T = TypeVar("T")
OPEN_SANDBOXES = "CARRYOVER_OPEN_SANDBOXES"
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
    trusted_proxies: str = ""  # addresses and networks whose X-Forwarded-For is believed; empty: nobody's
    quotas: Quotas = Quotas()
    clock: str = ""  # services.clock.clock_of; empty: the real one
    open_sandboxes: bool = False  # whether who has no key may make a sandbox
    metrics_host: str = "127.0.0.1"  # where the process is watched: a network that no client reaches
    metrics_port: int = 0  # 0: nowhere
    backups: str = ""  # the folder of the log's backups, whose age is watched; empty: they lie elsewhere
    key_backups: str = ""  # the same of the keys'
    traces_url: str = ""  # a collector of traces, OTLP over HTTP, with its path; empty: none are told
    traces_share: float = 0.05  # of all requests, that are recorded there
    log_requests: bool = False  # a line for each request, not only for those that failed
    backup_url: str = ""  # Postgres as a role that sees all rows and may copy the cluster; only for backups
    backup_keys_url: str = ""  # the same of the database of keys
    trying_out: bool = False  # no patient depends on it: webhooks may go to this machine, a clock may be set


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
    "CARRYOVER_ADMIN_URL": "Postgres URL of a superuser: `carryover migrate` makes roles and databases (default none)",
    "CARRYOVER_KEYS_ADMIN_URL": "the same of the keys' server, where it is another (default CARRYOVER_ADMIN_URL)",
    **secret_files(),
    "CARRYOVER_HTTP_HOST": "address to listen on (default 127.0.0.1)",
    "CARRYOVER_HTTP_PORT": "port to listen on (default 8080)",
    "CARRYOVER_PUBLIC_URL": "where people reach the pages (default http://HOST:PORT)",
    "CARRYOVER_TRUSTED_PROXIES": "addresses and networks whose X-Forwarded-For is believed (default nobody's)",
    "CARRYOVER_BACKUP_URL": "Postgres URL past any pooler, of a role that sees all rows and may replicate (backups)",
    "CARRYOVER_BACKUP_KEYS_URL": "the same of the database of keys (only `carryover backup` needs them)",
    **quotas.described(),
    OPEN_SANDBOXES: "yes where anybody may make a sandbox, an organisation with invented patients (default no)",
    PRODUCTION: "yes where patients depend on it: a process refuses what is unsafe there, and says what (default no)",
    "CARRYOVER_METRICS_HOST": "address of the private listener: measurements and health (default 127.0.0.1)",
    "CARRYOVER_METRICS_PORT": "its port, for each process one of its own on one machine; 0: no listener (default 0)",
    "CARRYOVER_BACKUPS": "the folder of the log's backups, so that their age is watched (default none)",
    "CARRYOVER_KEY_BACKUPS": "the same of the keys' (default none)",
    "CARRYOVER_TRACES_URL": "an OpenTelemetry collector, http://host:4318 (default none: nothing is traced)",
    "CARRYOVER_TRACES_SHARE": "the share of requests that are traced, the same for all parts (default 0.05; at most 1)",
    "CARRYOVER_LOG_REQUESTS": "yes for a line in the log for each request (default no: only for one that failed)",
    "CARRYOVER_CLOCK": "for trying out: <start>@<epoch second>x<speed>, or a file that holds an instant (default real)",
    "CARRYOVER_TRYING_OUT": "yes where no patient depends on it: CARRYOVER_CLOCK and webhooks to loopback are taken",
}
"""Every variable, and what it means; `carryover settings` prints it."""


def settings_from(env: Mapping[str, str]) -> Settings:
    """The settings of an environment. Raises SettingsError for the first that is missing or wrong."""
    env = secrets_read(env)
    host = env.get("CARRYOVER_HTTP_HOST", "127.0.0.1")
    port = _parsed(env, "CARRYOVER_HTTP_PORT", "8080", _port)
    settings = Settings(
        app_url=_needed(env, "CARRYOVER_APP_URL"),
        engine_url=_needed(env, "CARRYOVER_ENGINE_URL"),
        owner_url=env.get("CARRYOVER_OWNER_URL", ""),
        keys_url=_needed(env, "CARRYOVER_KEYS_URL"),
        keys_owner_url=env.get("CARRYOVER_KEYS_OWNER_URL", ""),
        backup_url=env.get("CARRYOVER_BACKUP_URL", "").strip(),
        backup_keys_url=env.get("CARRYOVER_BACKUP_KEYS_URL", "").strip(),
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
        trusted_proxies=_parsed(env, "CARRYOVER_TRUSTED_PROXIES", "", _networks),
        quotas=quotas_setting(env),
        open_sandboxes=env.get(OPEN_SANDBOXES, "").strip() == "yes",
        metrics_host=env.get("CARRYOVER_METRICS_HOST", "127.0.0.1").strip(),
        metrics_port=_parsed(env, "CARRYOVER_METRICS_PORT", "0", _port),
        backups=env.get("CARRYOVER_BACKUPS", "").strip(),
        key_backups=env.get("CARRYOVER_KEY_BACKUPS", "").strip(),
        clock=clock_setting(env),
        log_requests=env.get("CARRYOVER_LOG_REQUESTS", "").strip() == "yes",
        traces_url=_parsed(env, "CARRYOVER_TRACES_URL", "", _collector),
        traces_share=_parsed(env, "CARRYOVER_TRACES_SHARE", "0.05", _share),
        trying_out=is_trying_out(env),
    )
    if settings.broker_url == settings.valkey_url:
        raise SettingsError("CARRYOVER_BROKER_URL must be another database than CARRYOVER_VALKEY_URL")
    if is_production(env) and (found := list(faults(env, settings.master_key, os.geteuid(), os.getegid()))):
        raise SettingsError(f"{PRODUCTION} is set, and {'; '.join(found)}")
    return settings


def secrets_read(env: Mapping[str, str]) -> Mapping[str, str]:
    """The environment with what stands in the files that it names. Raises SettingsError."""
    try:
        return with_secrets(env)
    except SecretFileError as error:
        raise SettingsError(str(error)) from error


def environment_of(settings: Settings) -> dict[str, str]:
    """The environment that gives these settings again; for child processes."""
    return {
        "CARRYOVER_APP_URL": settings.app_url,
        "CARRYOVER_ENGINE_URL": settings.engine_url,
        "CARRYOVER_OWNER_URL": settings.owner_url,
        "CARRYOVER_KEYS_URL": settings.keys_url,
        "CARRYOVER_KEYS_OWNER_URL": settings.keys_owner_url,
        "CARRYOVER_BACKUP_URL": settings.backup_url,
        "CARRYOVER_BACKUP_KEYS_URL": settings.backup_keys_url,
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
        "CARRYOVER_TRUSTED_PROXIES": settings.trusted_proxies,
        **quotas.environment_of_quotas(settings.quotas),
        OPEN_SANDBOXES: "yes" if settings.open_sandboxes else "",
        "CARRYOVER_METRICS_HOST": settings.metrics_host,
        "CARRYOVER_METRICS_PORT": str(settings.metrics_port),
        "CARRYOVER_BACKUPS": settings.backups,
        "CARRYOVER_KEY_BACKUPS": settings.key_backups,
        "CARRYOVER_TRACES_URL": settings.traces_url,
        "CARRYOVER_TRACES_SHARE": f"{settings.traces_share:.9f}",
        "CARRYOVER_LOG_REQUESTS": "yes" if settings.log_requests else "",
        "CARRYOVER_CLOCK": settings.clock,
        "CARRYOVER_TRYING_OUT": "yes" if settings.clock or settings.trying_out else "",
    }


def clock_setting(env: Mapping[str, str]) -> str:
    """Business time for trying out, as `clock_of` reads it; empty: the real one. Raises SettingsError."""
    clock = env.get("CARRYOVER_CLOCK", "").strip()
    if clock and not is_trying_out(env):
        raise SettingsError("CARRYOVER_CLOCK is for trying out alone: it is taken only with CARRYOVER_TRYING_OUT=yes")
    try:
        clock_of(clock)
    except ValueError as error:
        raise SettingsError(f"CARRYOVER_CLOCK is wrong: {error}") from error
    return clock


def is_trying_out(env: Mapping[str, str]) -> bool:
    """Whether the environment says that no patient depends on what is run."""
    return env.get("CARRYOVER_TRYING_OUT", "").strip() == "yes"


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


def _networks(text: str) -> str:
    """Raises ValueError for what is neither an address nor a network."""
    for part in filter(None, map(str.strip, text.split(","))):
        ip_network(part)
    return text.strip()


def _collector(text: str) -> str:
    """With the path that the protocol has where none is named."""
    parts = urlsplit(text.strip())
    if not text.strip():
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("it is not http://host:port or https://host:port, with a path or without")
    return urlunsplit(parts if parts.path.strip("/") else parts._replace(path="/v1/traces"))


def _share(text: str) -> float:
    share = float(text)
    if not 0 <= share <= 1:
        raise ValueError("it is not from 0 to 1")
    return share


def quotas_setting(env: Mapping[str, str]) -> Quotas:
    try:
        return quotas.quotas_from(env)
    except ValueError as error:
        raise SettingsError(str(error)) from error


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
    try:
        key = base64.b64decode(_needed(env, "CARRYOVER_MASTER_KEY"), validate=True)
    except ValueError as error:  # binascii's among them
        raise SettingsError(f"the master key cannot be read: {error}") from error
    if len(key) != MASTER_KEY_BYTES:
        raise SettingsError(f"the master key must be {MASTER_KEY_BYTES} bytes in base64, not {len(key)}")
    return key
