"""Secrets that stand in files, as container engines and clusters hand them in: `<NAME>_FILE` instead of `<NAME>`."""

from collections.abc import Mapping
from pathlib import Path

BEHIND = "_FILE"

SECRETS = (
    "CARRYOVER_APP_URL",
    "CARRYOVER_ENGINE_URL",
    "CARRYOVER_OWNER_URL",
    "CARRYOVER_KEYS_URL",
    "CARRYOVER_KEYS_OWNER_URL",
    "CARRYOVER_ADMIN_URL",
    "CARRYOVER_KEYS_ADMIN_URL",
    "CARRYOVER_BACKUP_URL",
    "CARRYOVER_BACKUP_KEYS_URL",
    "CARRYOVER_VALKEY_URL",
    "CARRYOVER_BROKER_URL",
    "CARRYOVER_SMTP_URL",
    "CARRYOVER_SMS_URL",
    "CARRYOVER_PUSH_URL",
    "CARRYOVER_INBOUND_SECRET",
    "CARRYOVER_TRACES_URL",
    "CARRYOVER_MASTER_KEY",
)
"""Every variable whose value may hold a password or a key."""

FILES = tuple(name + BEHIND for name in SECRETS)


class SecretFileError(Exception):
    """A file that a variable names cannot be read, or the secret is given twice; the sentence names the variable."""


def with_secrets(env: Mapping[str, str]) -> dict[str, str]:
    """The environment with the secrets of its files in it, without the space around them. Raises SecretFileError.

    An empty variable is one that is not given, so that an overlay may take one away.
    """
    whole = dict(env)
    for name in SECRETS:
        path = env.get(name + BEHIND, "").strip()
        if not path:
            continue
        if env.get(name, "").strip():
            raise SecretFileError(f"{name} and {name}{BEHIND} are both set: give one of them")
        whole[name] = _text(name, Path(path))
    return whole


def described() -> dict[str, str]:
    """A sentence for each variable that names a file."""
    return {name + BEHIND: f"a file that holds {name}, instead" for name in SECRETS}


def _text(name: str, path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SecretFileError(f"{name}{BEHIND}: {path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:  # whose words would show a part of the secret
        raise SecretFileError(f"{name}{BEHIND}: {path} is no text in UTF-8") from error
    if not text:
        raise SecretFileError(f"{name}{BEHIND}: {path} is empty")
    return text
