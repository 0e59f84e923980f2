"""What hurts, is sore or stiff: where on the body, how much, and when."""

from domain.values import BodyRegion, Side, SymptomKind, Timing
from services.web.charts.body_map import BodyWords, body_map
from services.web.charts.marks import Chart
from services.web.common.vocabulary import Vocabulary
from services.web.my.places import SIDED, grouped
from services.web.my.rating import pain_steps
from services.web.my.who import framed, who
from services.web.page import Shown
from services.web.view import View

TIMINGS = (Timing.AT_REST, Timing.BEFORE, Timing.DURING, Timing.AFTER)
"""The next morning is asked about by its own question, which knows of which session."""


async def feel(view: View) -> Shown:
    me = await who(view)
    fields = framed(
        view,
        me,
        drawing=_drawing(view).svg,
        groups=grouped(view.words),
        sided=SIDED,
        kinds=list(SymptomKind),
        timings=TIMINGS,
        pain_steps=pain_steps(view.words),
    )
    return Shown("my/feel.html", view.words("Pain or soreness"), fields)


def _drawing(view: View) -> Chart:
    """Both sides of the body; touching it chooses in the list, which says the same to keyboards and readers."""
    words, vocabulary = view.words, Vocabulary(view.words)

    def place(region: BodyRegion, side: Side) -> str:
        return vocabulary.place(region, side)

    said = BodyWords(
        title=words("The body from the front and from behind"),
        description=words("Choose the place in the list below."),
        front=words.meant("body", "Front"),
        back=words.meant("body", "Back"),
        place=place,
        level=str,
        where=words("Where?"),
        how_much=words("How strong is it?"),
    )
    return body_map({}, said)
