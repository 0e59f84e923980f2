"""The library: every exercise with its picture, by region, deficit, equipment and words."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from domain.values import BodyRegion, Deficit, ShortText
from services.web.common.exercises import found
from services.web.exercise_library.cards import DEFICITS, REGIONS, card, equipment_in, one
from services.web.page import Shown
from services.web.view import View

AT_ONCE, AT_MOST = 24, 480


class BrowseQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is looked for. `exercise`: that one alone, for a module that needs its picture."""

    search: Annotated[str, Meta(max_length=100)] | None = None
    region: BodyRegion | None = None
    deficit: Deficit | None = None
    equipment: ShortText | None = None
    own: bool = False
    retired: bool = False
    exercise: UUID | None = None
    shown: Annotated[int, Meta(ge=1, le=AT_MOST)] = AT_ONCE


async def browse(view: View) -> Shown:
    query: BrowseQuery = view.query
    if query.exercise is not None:
        lines = [(await one(view, query.exercise))[0]]
    else:
        lines = await found(
            view,
            search=query.search or None,
            region=query.region,
            deficit=query.deficit,
            equipment=query.equipment,
            retired=query.retired,
        )
    if query.own:
        lines = [line for line in lines if line.own]
    return Shown(
        "exercise_library/library.html",
        view.words("Library"),
        {
            "query": query,
            "number": len(lines),
            "cards": [card(line) for line in lines[: query.shown]],
            "more": more(query.shown, len(lines)),
            "regions": REGIONS,
            "deficits": DEFICITS,
            "equipment": equipment_in(await found(view)),
            "may_change": view.may("addExercise"),
        },
    )


def more(shown: int, number: int) -> int | None:
    """How many are shown next; None where all are, or as many as a page takes: then a filter finds the others."""
    return min(shown + AT_ONCE, AT_MOST) if shown < min(number, AT_MOST) else None
