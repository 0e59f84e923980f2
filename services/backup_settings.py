"""Where backups are taken from, for a machine that does nothing else and lacks the other settings."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from services.backup.tools import servers_in
from services.settings import VARIABLES, SettingsError, secrets_read


def backup_urls(env: Mapping[str, str]) -> tuple[str, str]:
    """The addresses of the log and of the keys for backups; the keys' is empty where it is not set.

    All that a machine needs which does nothing but take backups. Where none is set, the superuser's with the databases
    that the platform uses, if both are on one server. Raises SettingsError.
    """
    env = secrets_read(env)
    admin, log, keys = (urlsplit(env.get(f"CARRYOVER_{name}_URL", "").strip()) for name in ("ADMIN", "APP", "KEYS"))
    own, own_keys = (env.get(f"CARRYOVER_BACKUP_{name}", "").strip() for name in ("URL", "KEYS_URL"))
    if admin.scheme and log.scheme and not own:
        here = servers_in(log.geturl()) == servers_in(keys.geturl())
        own = admin._replace(path=log.path).geturl()
        own_keys = own_keys or (admin._replace(path=keys.path).geturl() if here else "")
    if not own:
        raise SettingsError(f"CARRYOVER_BACKUP_URL is not set: {VARIABLES['CARRYOVER_BACKUP_URL']}")
    return own, own_keys


def admin_url(env: Mapping[str, str]) -> str:
    """The superuser's address, for what makes databases; empty where it is not set. Raises SettingsError."""
    return secrets_read(env).get("CARRYOVER_ADMIN_URL", "").strip()
