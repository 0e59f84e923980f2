"""What hands hold and rest on in close-ups. Lengths are in hand lengths."""

from itertools import product

from services.web.figures.space import Turn, V, along, pitch
from services.web.figures.view import Shape, View

FAR = 9.0


def table_top(left: float, right: float, top: float, view: View, deep: float = 0.35) -> Shape:
    """The end of a table on which a forearm lies."""
    corners = [V(x, y, z) for x, y, z in product((left, right), (-deep, deep), (top - 0.1, top))]
    return view.solid(corners, "prop", FAR)


def disc_weight(wrist: float, view: View) -> Shape:
    """The end of a dumbbell in a fist over a table's edge."""
    middle = along(pitch(wrist), V(0.5, 0, -0.1))
    return Shape(((view.disc(V(middle.x, -0.3, middle.z), 0.15),),), "weight", -FAR)


def hammer(stands: Turn, view: View) -> tuple[Shape, Shape]:
    """A hammer upright in a fist."""
    way = [along(stands, V(0.1, y, 0.55)) for y in (-0.3, 0.75)]
    ends = [along(stands, V(x, 0.78, 0.55)) for x in (-0.12, 0.3)]
    depth = view.depth(along(stands, V(0.1, 0.1, 0.55))) + 0.12  # the fingers are round it
    head = Shape((tuple(view.disc(end, 0.075) for end in ends),), "weight", depth - 0.01)
    return view.line(way, "stick", depth, 7), head


def ball_in_hand(view: View, radius: float = 0.2) -> Shape:
    middle = V(0.24, 0.02, 0.46)
    return Shape(((view.disc(middle, radius),),), "towel", view.depth(middle))
