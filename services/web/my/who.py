"""What every page of a patient begins with: who has come in, for whom, and in whose days."""

from collections.abc import Mapping
from typing import Any

from domain.patient.events import Bearer
from services.http.my.answers import MyAnswer
from services.web.my.files import KEPT_PAGES, icon_address, manifest_address
from services.web.view import View

PATIENTS_ALONE = frozenset({"/my/progress", "/my/messages"})
"""What carers are not told."""


async def who(view: View) -> MyAnswer:
    """Raises Problem `unauthenticated` for nobody."""
    return await view.read("myAccess", MyAnswer)


def framed(view: View, me: MyAnswer, position: str = "", **more: Any) -> Mapping[str, Any]:
    """The fields of the frame beside a page's own. `position`: up to where in the log the page tells."""
    return {
        "me": me,
        "pages": [page for page in KEPT_PAGES if me.bearer is not Bearer.CARER or page not in PATIENTS_ALONE],
        "carer": me.bearer is Bearer.CARER,
        "zone": me.zone,
        "position": position,
        "manifest": manifest_address(view.viewer.language),
        "icon_address": icon_address,
        **more,
    }
