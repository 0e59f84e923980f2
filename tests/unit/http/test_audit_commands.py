"""Which commands the audit tells of as giving or taking a right."""

from domain.deciders import COMMANDS
from services.http.audit.commands import GRANTS


def test_every_command_about_who_may_do_what_is_a_grant() -> None:
    """Whatever a command about staff, partners or webhooks is, it is either here or about a person's own wishes."""
    about = ("Staff", "Partner", "Owner", "Webhook")
    own = {"SetStaffAway", "SetStaffPreferences", "ReplayWebhook"}
    assert {name for name in COMMANDS if any(word in name for word in about)} - own == GRANTS
