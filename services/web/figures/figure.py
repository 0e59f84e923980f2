"""From a body to shapes on the paper: head, trunk and limbs, the far side paler, the working parts accented."""

from collections.abc import Callable, Collection, Sequence

from msgspec import Struct

from domain.values import Side
from services.web.figures.drawing import WHOLE, Crop
from services.web.figures.flesh import EYES, HAIR, HEAD, JAW, LIMBS, NECK_HULL, TRUNK, Hull, hand_balls, place
from services.web.figures.pose import Pose
from services.web.figures.skeleton import SIDES, Body
from services.web.figures.space import V, along, length, minus
from services.web.figures.view import Disc, Shape, View

Prop = Callable[[Body, View], Sequence[Shape]]
FAR = 0.66
"""How much of the breadth between two hips or shoulders is depth where the further limb is drawn paler."""

PARTS = {"arm": ("upper_arm", "forearm", "hand"), "leg": ("thigh", "shin", "foot")}
JOINTS = {"arm": ("shoulder", "elbow", "wrist"), "leg": ("hip", "knee", "ankle")}


class Arrow(Struct, frozen=True):
    """The way a joint goes from start to end, drawn aside of it; lengths in body heights on the paper."""

    joint: str
    off: tuple[float, float] = (0, 0)
    bend: float = 0.2  # how much it bulges to the left of its way, as a share of its length
    span: tuple[float, float] | None = None  # in place of the joint's own way: the arrow begins at `off` from its end
    both: bool = False  # there and back


class Moves(Struct, frozen=True, kw_only=True):
    """An exercise as two positions of a body, and what stands around it."""

    start: Pose
    end: Pose
    side: Side = Side.RIGHT  # that works in the picture, where one does
    view: View = View()
    props: tuple[Prop, ...] = ()
    work: tuple[str, ...] = ()  # parts that are accented: names as in flesh.TRUNK and LIMBS, a whole limb, the trunk
    arrows: tuple[Arrow, ...] = ()
    only: tuple[str, ...] = ()  # parts that are drawn in a close-up; all where nothing is said
    crop: Crop = WHOLE
    over: tuple[str, ...] = ()  # parts that are drawn last
    under: tuple[str, ...] = ()  # parts that are drawn first


def shapes_of(body: Body, pose: Pose, moves: Moves) -> list[Shape]:
    """The body's shapes, the furthest first."""
    view = moves.view
    shapes = [*trunk(body, view, moves.work), *head(body, view, moves.work)]
    for side in SIDES:
        for kind in PARTS:
            shapes += limb(body, view, side, kind, moves.work, pose)
    if moves.only:
        shapes = [shape for shape in shapes if shape.part in moves.only]
    shapes = [moved(shape, moves) for shape in shapes]
    for prop in moves.props:
        shapes += prop(body, view)
    return sorted(shapes, key=lambda shape: -shape.depth)


def moved(shape: Shape, moves: Moves) -> Shape:
    if shape.part in moves.over:
        return shape._replace(depth=shape.depth - 2)
    return shape._replace(depth=shape.depth + 2) if shape.part in moves.under else shape


def discs(body: Body, view: View, hulls: Sequence[Hull]) -> tuple[tuple[Disc, ...], ...]:
    return tuple(tuple(view.disc(place(body, ball), ball.radius) for ball in hull) for hull in hulls)


def trunk(body: Body, view: View, work: Collection[str]) -> list[Shape]:
    depth = trunk_depth(body, view)
    all_hulls = [hull for name in ("hips", "belly", "chest") for hull in TRUNK[name]]
    shapes = [Shape(discs(body, view, all_hulls), "work" if "trunk" in work else "trunk", depth, part="trunk")]
    worked = [hull for name, hulls in TRUNK.items() if name in work for hull in hulls]
    if worked:
        shapes.append(Shape(discs(body, view, worked), "work-part", depth - 1e-4, part="trunk"))
    return shapes


def trunk_depth(body: Body, view: View) -> float:
    return sum(view.depth(body.at[name]) for name in ("pelvis", "mid", "neck")) / 3


def head(body: Body, view: View, work: Collection[str]) -> list[Shape]:
    """Neck, head, hair and what is to be seen of the eyes."""
    depth = min(view.depth(body.spot("head", V(0, 0, 0.05))), trunk_depth(body, view) - 0.02)
    toward = view.depth(along(body.turns["head"], V(1, 0, 0)))
    neck = "work" if "neck" in work else "near"
    shapes = [
        Shape(discs(body, view, [NECK_HULL]), neck, trunk_depth(body, view) + 0.01, part="neck"),
        Shape(discs(body, view, HEAD), "work" if "head" in work else "near", depth, part="head"),
        Shape(discs(body, view, [HAIR]), "hair", depth + (0.001 if toward < 0.35 else -0.001), part="head"),
    ]
    if "jaw" in work:
        shapes.append(Shape(discs(body, view, [JAW]), "work-part", depth - 1e-4, part="head"))
    for eye in EYES:
        looks = V(0.85, 0.5 if eye.offset.y > 0 else -0.5, 0)
        if view.depth(along(body.turns["head"], looks)) < -0.3:
            ink = "work-part" if "eyes" in work else "eye"
            shapes.append(Shape(discs(body, view, [(eye,)]), ink, depth - 1e-4, part="head"))
    return shapes


def limb(body: Body, view: View, side: str, kind: str, work: Collection[str], pose: Pose) -> list[Shape]:
    """An arm or a leg as one shape, and over it those of its parts that work."""
    joints = [f"{side}_{joint}" for joint in JOINTS[kind]]
    parts = {f"{side}_{name}": limb_discs(body, view, side, name, pose) for name in PARTS[kind]}
    part, far = f"{side}_{kind}", "-far" if is_far(body, view, side, joints[0]) else ""
    depth = sum(view.depth(body.at[joint]) for joint in joints) / len(joints)
    worked = [name for name in parts if name in work or part in work]
    all_work = len(worked) == len(parts)
    ink = f"work{far}" if all_work else "far" if far else "near"
    shapes = [Shape(tuple(hull for hulls in parts.values() for hull in hulls), ink, depth, part=part)]
    over = [hull for name in worked for hull in parts[name]]
    over += [hull for name in joints if name in work for hull in discs(body, view, LIMBS[name])]
    if over and not all_work:
        shapes.append(Shape(tuple(over), f"work{far}-part", depth - 1e-4, part=part))
    return shapes


def is_far(body: Body, view: View, side: str, root: str) -> bool:
    """Whether the limb that begins there is behind its fellow, and not beside it."""
    other = root.replace(side, "right" if side == "left" else "left")
    between = length(minus(body.at[root], body.at[other]))
    return view.depth(body.at[root]) - view.depth(body.at[other]) > FAR * between


def limb_discs(body: Body, view: View, side: str, name: str, pose: Pose) -> tuple[tuple[Disc, ...], ...]:
    if name != "hand":
        return discs(body, view, LIMBS[f"{side}_{name}"])
    grip = (pose.left_arm if side == "left" else pose.right_arm).grip
    wrist, knuckles, tips, root, thumb = (view.disc(spot, radius) for spot, radius in hand_balls(body, side, grip))
    return (wrist, knuckles, tips), (root, thumb)


def arrows(bodies: tuple[Body, Body], moves: Moves) -> list[Shape]:
    """The arrows, each by its two ends and the point toward which it bulges."""
    found = []
    for arrow in moves.arrows:
        first, last = (moves.view.spot(body.at[arrow.joint]) for body in bodies)
        if arrow.span is not None:
            first, last = last, (last[0] + arrow.span[0], last[1] + arrow.span[1])
        (x, y), (dx, dy) = arrow.off, (last[0] - first[0], last[1] - first[1])
        middle = ((first[0] + last[0]) / 2 - dy * arrow.bend, (first[1] + last[1]) / 2 + dx * arrow.bend)
        way = tuple(Disc(px + x, py + y, 0) for px, py in (first, middle, last))
        found.append(Shape((way,), "arrow-both" if arrow.both else "arrow", -9, closed=False, part="arrow"))
    return found
