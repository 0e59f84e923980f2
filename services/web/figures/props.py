"""What figures stand, lie and sit on, and what is round them. Lengths are in body heights."""

from collections.abc import Sequence
from itertools import product

from services.web.figures.figure import Prop
from services.web.figures.skeleton import Body
from services.web.figures.space import V, plus
from services.web.figures.view import Shape, View

BACK = 5.0
"""So far away that everything of the body is drawn over it."""


def box(view: View, low: V, high: V, ink: str, depth: float) -> Shape:
    corners = [V(*corner) for corner in product(*zip(low, high, strict=True))]
    return view.solid(corners, ink, depth)


def joined(shapes: Sequence[Shape]) -> Shape:
    """Several of one ink as one path, which is shorter."""
    return shapes[0]._replace(hulls=tuple(hull for shape in shapes for hull in shape.hulls))


def floor(left: float = -0.35, right: float = 0.4, deep: float = 0.2, z: float = 0) -> Prop:
    """A mat or a piece of floor."""

    def drawn(body: Body, view: View) -> Sequence[Shape]:
        return [box(view, V(left, -deep, z - 0.006), V(right, deep, z), "floor", BACK + 9)]

    return drawn


def block(low: V, high: V, depth: float = BACK, ink: str = "prop") -> Prop:
    """A step, a cushion, a table top."""

    def drawn(body: Body, view: View) -> Sequence[Shape]:
        return [box(view, low, high, ink, depth)]

    return drawn


def wall(x: float, high: float = 1.1, deep: float = 0.2, thick: float = 0.03, away: float = 1) -> Prop:
    """A wall square to where the figure faces; with `away` -1 it is behind the figure."""

    def drawn(body: Body, view: View) -> Sequence[Shape]:
        return [box(view, V(x, -deep, 0), V(x + thick * away, deep, high), "prop", BACK)]

    return drawn


def back_wall(x: float, left: float = -0.4, right: float = 0.4, high: float = 1.12) -> Prop:
    """A wall behind a figure that is seen from the front."""

    def drawn(body: Body, view: View) -> Sequence[Shape]:
        return [box(view, V(x - 0.01, left, 0), V(x, right, high), "floor", BACK + 8)]

    return drawn


def chair(x: float = 0, seat: float = 0.26, back: bool = True, turned: float = 1, high: float = 0.3) -> Prop:
    """A chair whose seat's middle is at x; the person on it faces forward, or backward with `turned` -1."""

    def drawn(body: Body, view: View) -> Sequence[Shape]:
        half, wide = 0.125, 0.125
        boards = [box(view, V(x - half, -wide, seat - 0.022), V(x + half, wide, seat), "prop", BACK)]
        corners = [V(x + end * (half - 0.012), side * (wide - 0.012), 0) for side, end in product((-1, 1), (-1, 1))]
        posts = [[corner, plus(corner, V(0, 0, seat - 0.01))] for corner in corners]
        if back:
            behind = x - turned * half
            low, top = V(behind - 0.012, -wide, seat + high * 0.35), V(behind + 0.012, wide, seat + high)
            boards.append(box(view, low, top, "prop", BACK))
            posts += [[V(behind, y, seat), V(behind, y, seat + high * 0.4)] for y in (0.012 - wide, wide - 0.012)]
        return [joined([view.line(post, "prop-line", BACK + 1, 4) for post in posts]), joined(boards)]

    return drawn


def table(left: float, right: float, top: float, deep: float = 0.2, depth: float = BACK) -> Prop:
    def drawn(body: Body, view: View) -> Sequence[Shape]:
        feet = [V(x, side * (deep - 0.02), 0) for side, x in product((-1, 1), (left + 0.02, right - 0.02))]
        legs = [view.line([foot, plus(foot, V(0, 0, top - 0.02))], "prop-line", BACK + 1, 4) for foot in feet]
        return [joined(legs), box(view, V(left, -deep, top - 0.022), V(right, deep, top), "prop", depth)]

    return drawn


def roller(middle: V, half: float, radius: float, ink: str = "towel", depth: float = BACK) -> Prop:
    """A rolled towel lying from side to side."""

    def drawn(body: Body, view: View) -> Sequence[Shape]:
        ends = (plus(middle, V(0, -half, 0)), plus(middle, V(0, half, 0)))
        return [Shape((tuple(view.disc(end, radius) for end in ends),), ink, depth)]

    return drawn


def rail(left: float, right: float, y: float, high: float) -> Prop:
    """A handrail on posts."""

    def drawn(body: Body, view: View) -> Sequence[Shape]:
        depth = BACK + 2 if y > 0 else -BACK
        posts = [[V(x, y, 0), V(x, y, high)] for x in (left, right)]
        bar = [V(left - 0.05, y, high), V(right + 0.05, y, high)]
        return [joined([view.line(way, "prop-line", depth, 4) for way in (*posts, bar)])]

    return drawn


def counter(left: float, right: float, high: float, near: float = -0.3, far: float = 0.3) -> Prop:
    """A kitchen counter: hands rest on it, feet stand before or beside it."""

    def drawn(body: Body, view: View) -> Sequence[Shape]:
        top = box(view, V(left, near, high - 0.025), V(right, far, high), "prop", BACK)
        return [box(view, V(left + 0.015, near + 0.01, 0), V(right, far, high - 0.02), "floor", BACK + 2), top]

    return drawn


def path(left: float, right: float) -> Prop:
    """A line on the floor to walk along."""

    def drawn(body: Body, view: View) -> Sequence[Shape]:
        return [view.line([V(left, 0, 0), V(right, 0, 0)], "prop-line", BACK + 5, 2.5)]

    return drawn


def bike() -> Prop:
    """A stationary bike under a figure whose hips are at x -0.12, 0.545 high, its pedals round x 0.118, 0.13 high."""

    def drawn(body: Body, view: View) -> Sequence[Shape]:
        crank, saddle, bar = V(0.118, 0, 0.13), V(-0.13, 0, 0.465), V(0.27, 0, 0.69)
        frame = [
            [V(-0.28, 0, 0.012), V(0.36, 0, 0.012)],
            [V(-0.2, 0, 0.012), crank, V(-0.13, 0, 0.46)],
            [crank, V(0.28, 0, 0.13), V(0.24, 0, 0.64), bar],
            [V(0.28, 0, 0.13), V(0.3, 0, 0.012)],
            [V(0.27, -0.11, 0.69), V(0.27, 0.11, 0.69)],
        ]
        pedals = [body.at["right_ball"], body.at["left_ball"]]
        lines = joined([view.line(way, "prop-line", BACK, 5) for way in frame])
        wheel = Shape(((view.disc(V(0.28, 0, 0.13), 0.1),),), "prop", BACK + 1)
        cranks = joined([view.line([V(0.118, foot.y, 0.13), foot], "prop-line", BACK - 1, 4) for foot in pedals])
        seat = view.solid(
            [plus(saddle, V(x, y, z)) for x in (-0.07, 0.07) for y in (-0.04, 0.04) for z in (0, 0.025)],
            "weight",
            BACK - 1,
        )
        return [wheel, lines, cranks, seat, box(view, V(-0.3, -0.15, -0.006), V(0.38, 0.15, 0), "floor", BACK + 9)]

    return drawn


def post(x: float, y: float, high: float = 1.0) -> Prop:
    """What a band is fixed to."""

    def drawn(body: Body, view: View) -> Sequence[Shape]:
        return [box(view, V(x - 0.015, y - 0.015, 0), V(x + 0.015, y + 0.015, high), "prop", BACK)]

    return drawn


def doorway(x: float, half: float, high: float = 1.1) -> Prop:
    """The frame of a door that is walked through, open in the middle."""

    def drawn(body: Body, view: View) -> Sequence[Shape]:
        left = box(view, V(x, half, 0), V(x + 0.03, half + 0.1, high), "prop", BACK)
        right = box(view, V(x, -half - 0.1, 0), V(x + 0.03, -half, high), "prop", BACK)
        top = box(view, V(x, -half - 0.1, high), V(x + 0.03, half + 0.1, high + 0.06), "prop", BACK)
        return [joined([left, right, top])]

    return drawn
