"""What a refusal means, for people: as programs are told, or in other words where that speaks of keys and headers."""

from collections.abc import Mapping
from types import MappingProxyType

from services.http.codes import MEANINGS
from services.web.words import N_

OTHERWISE: Mapping[str, str] = MappingProxyType(
    {
        "bad_cursor": N_("This page of the list does not exist. Begin again."),
        "unauthenticated": N_("Please sign in."),
        "cross_site": N_("This page has expired. Load it again and try once more."),
        "forbidden": N_("Your role does not allow this."),
        "sign_in_failed": N_("These details, or this device, do not let anybody in."),
        "sign_in_again": N_("For this you need to have signed in within the last fifteen minutes. Sign in again."),
        "too_many_tries": N_("Too many tries. Wait a little before the next one."),
        "in_flight": N_("This is being done already."),
        "cursor_from_lost_log": N_("The data was restored from a backup. Begin again."),
        "version_conflict": N_("Somebody changed this meanwhile. Look at it again."),
        "too_large": N_("This is too large."),
        "unsupported_media_type": N_("This kind of file is not taken here."),
        "id_reused": N_("This was sent before with other content."),
        "too_many_requests": N_("Too much at once. Wait a moment."),
        "too_many_streams": N_("Too many windows are open; close one of them."),
        "within_reach": N_("You reach this patient as it is; emergency access is not needed."),
        "unreadable": N_("This cannot be read at the moment. Ask again later."),
        "busy": N_("Too much is waiting at the moment. Try again a little later; nothing is lost."),
    }
)

FOR_PEOPLE: Mapping[str, str] = MappingProxyType(
    {code: OTHERWISE.get(code, meaning.title) for code, meaning in MEANINGS.items()}
)
"""By code, in English."""
