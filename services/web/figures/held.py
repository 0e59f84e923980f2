"""What figures hold, wear and draw: bands, sticks, weights, towels. Lengths are in body heights."""

from collections.abc import Sequence

from services.web.figures.figure import Prop
from services.web.figures.props import BACK, box, joined
from services.web.figures.skeleton import Body
from services.web.figures.space import V, minus, plus, within
from services.web.figures.view import Disc, Shape, View


def line(*joints: str | V, ink: str = "band", width: float = 3.5) -> Prop:
    """A band, strap or rope through joints of the body and places."""

    def drawn(body: Body, view: View) -> Sequence[Shape]:
        places = [body.at[joint] if isinstance(joint, str) else joint for joint in joints]
        far = sum(view.depth(place) for place in places) / len(places)
        return [view.line(places, ink, far, width)]

    return drawn


def stick(first: str, last: str, beyond: float = 0.1) -> Prop:
    """A stick through two joints and beyond both."""

    def drawn(body: Body, view: View) -> Sequence[Shape]:
        a, b = body.at[first], body.at[last]
        way = V(b.x - a.x, b.y - a.y, b.z - a.z)
        size = (way.x**2 + way.y**2 + way.z**2) ** 0.5
        ends = [plus(a, way, -beyond / size), plus(b, way, beyond / size)]
        far = (view.depth(a) + view.depth(b)) / 2
        return [view.line(ends, "stick", far, 4.5)]

    return drawn


def dumbbell(hand: str) -> Prop:
    """A small weight in a hand, square to the fingers."""

    def drawn(body: Body, view: View) -> Sequence[Shape]:
        side = -1 if hand.startswith("right") else 1
        ends = [body.spot(hand, V(x, -0.022 * side, -0.052)) for x in (-0.055, 0.055)]
        far = min(view.depth(end) for end in ends) - 0.3  # in front of the hand
        handle = view.line(ends, "prop-line", far, 5)
        return [handle, *(Shape(((view.disc(end, 0.034),),), "weight", far) for end in ends)]

    return drawn


def along_back() -> Prop:
    """A stick from the tailbone to the back of the head."""

    def drawn(body: Body, view: View) -> Sequence[Shape]:
        ends = [body.spot("pelvis", V(-0.088, 0, -0.09)), body.spot("head", V(-0.074, 0, 0.17))]
        return [view.line(ends, "stick", view.depth(ends[0]) + 0.03, 4.5)]

    return drawn


def loop(first: str, last: str, up: float = 0.06, wide: float = 0.046) -> Prop:
    """A loop band round both legs, so far up from two joints."""

    def drawn(body: Body, view: View) -> Sequence[Shape]:
        outer = {"right": -wide, "left": wide}
        ends = [body.spot(joint, V(0.02, outer[joint.split("_")[0]], up)) for joint in (first, last)]
        return [view.line(ends, "band", -BACK, 5)]

    return drawn


def towel_under(hand: str, top: float) -> Prop:
    """A folded towel that slides with a hand on a table."""

    def drawn(body: Body, view: View) -> Sequence[Shape]:
        at = body.at[hand]
        return [
            box(view, V(at.x - 0.06, at.y - 0.05, top), V(at.x + 0.07, at.y + 0.05, top + 0.012), "towel", BACK - 2)
        ]

    return drawn


def towel_at_ribs(elbow: str) -> Prop:
    """A rolled towel between the elbow and the ribs, as it is seen from the front."""

    def drawn(body: Body, view: View) -> Sequence[Shape]:
        inward = 0.04 if elbow.startswith("right") else -0.04
        ends = [plus(body.at[elbow], V(0.02, inward, z)) for z in (0.01, 0.09)]
        hull = tuple(view.disc(end, 0.026) for end in ends)
        return [Shape((hull,), "towel", view.depth(body.at["mid"]) - 0.01)]

    return drawn


def shoulder_blades() -> Prop:
    """The inner edges of both shoulder blades, seen through the shirt from behind."""

    def drawn(body: Body, view: View) -> Sequence[Shape]:
        edges = []
        for side, joint in ((1, "left_shoulder"), (-1, "right_shoulder")):
            gone = within(body.turns["upper"], minus(body.at[joint], body.at["upper"])).x
            inner = 0.04 + gone * 0.75
            spots = [
                V(-0.06, (inner + out) * side, z)
                for out, z in ((0.012, 0.05), (0, 0.01), (0.002, -0.02), (0.02, -0.045))
            ]
            edges.append(view.line([body.spot("upper", spot) for spot in spots], "eye", -BACK, 2.5))
        return [joined(edges)._replace(ink="blade")]

    return drawn


LETTER = ((-0.05, -0.06), (0, 0.06), (0.05, -0.06)), ((-0.03, -0.015), (0.03, -0.015))
"""An A, as strokes to the right and up."""


def letters(toes: str) -> Prop:
    """The letter that the big toe draws in the air."""

    def drawn(body: Body, view: View) -> Sequence[Shape]:
        x, y = view.spot(body.at[toes])
        strokes = tuple(tuple(Disc(x + 0.12 + dx, y + 0.07 + dy, 0) for dx, dy in stroke) for stroke in LETTER)
        return [Shape(strokes, "letter", -BACK, closed=False)]

    return drawn


def loop_round_feet() -> Prop:
    """A loop band round both forefeet."""

    def drawn(body: Body, view: View) -> Sequence[Shape]:
        outer = [body.spot(f"{side}_ball", V(0, y, 0.012)) for side, y in (("right", -0.02), ("left", 0.02))]
        under = [plus(spot, V(0.02, 0, 0)) for spot in outer]
        return [view.line([*outer, under[1], under[0], outer[0]], "band", -BACK, 4)]

    return drawn
