"""The pictures of exercises: one for each, of a body that can stand so, on the ground, in small clean SVG."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from domain.exercise.common import LIBRARY
from domain.values import BodyRegion, Side
from services.web.figures import catalogue
from services.web.figures.bases import SEAT, but
from services.web.figures.catalogue import MOVES, Picture, neutral, of_exercise, picture, picture_of
from services.web.figures.closeup import CloseUp
from services.web.figures.drawing import WHOLE
from services.web.figures.figure import Moves
from services.web.figures.flesh import HAIR, LIMBS, TRUNK, hand_balls, place
from services.web.figures.hand import Finger, Hand, joints
from services.web.figures.pose import Arm, Bend, Foot, Leg, Plant, Pose, Reach
from services.web.figures.posing import posed
from services.web.figures.ranges import ImpossiblePose
from services.web.figures.skeleton import SIDES, Body
from services.web.figures.space import V, length, minus

SLUGS = [exercise.slug for exercise in LIBRARY]
BODIES = [slug for slug, moves in MOVES.items() if isinstance(moves, Moves)]
SVG = "{http://www.w3.org/2000/svg}"
LONGEST_TITLE = "Kräftigung der Rotatorenmanschette mit dem elastischen Band & Handtuch"
NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")
SKIN = 0.012
"""How far flesh may give way where it lies, in body heights: some 2 cm."""
STANDS_ON = {"step-up": 0.1, "step-down-control": 0.06, "stationary-bike": 0.05}
"""How high the step or the pedal is on which a foot may be the lowest."""


def both(slug: str) -> tuple[Pose, Pose]:
    moves = MOVES[slug]
    assert isinstance(moves, Moves)
    return moves.start, moves.end


def lowest(body: Body, pose: Pose) -> float:
    """The lowest point of skin, hands and all."""
    hulls = [hull for part in (*TRUNK.values(), *LIMBS.values()) for hull in part] + [HAIR]
    found = [place(body, ball).z - ball.radius for hull in hulls for ball in hull]
    for side in SIDES:
        grip = (pose.left_arm if side == "left" else pose.right_arm).grip
        found += [spot.z - radius for spot, radius in hand_balls(body, side, grip)]
    return min(found)


def drawings(shown: Picture) -> Iterator[ElementTree.Element]:
    for document in shown:
        yield ElementTree.fromstring(document)


def extent(path: str) -> tuple[list[float], list[float]]:
    """Where a path goes: the places between its strokes, bows by their ends and by the point they bend to."""
    x = y = 0.0
    xs: list[float] = []
    ys: list[float] = []
    for word, rest in re.findall(r"([MlLaQz])([^MlLaQz]*)", path):
        places = re.sub(rf"{NUMBER.pattern} {NUMBER.pattern} 0 [01]0", "", rest) if word == "a" else rest
        numbers = [float(number) for number in NUMBER.findall(places)]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = (x + dx, y + dy) if word in "la" else (dx, dy)
            xs.append(x)
            ys.append(y)
    return xs, ys


def test_every_exercise_of_the_library_has_a_picture_and_no_picture_is_of_none() -> None:
    assert set(MOVES) == set(SLUGS)


def test_an_exercise_that_is_not_in_the_library_has_no_picture() -> None:
    with pytest.raises(KeyError):
        picture("juggling")


@pytest.mark.parametrize("slug", BODIES)
def test_a_body_can_stand_so(slug: str) -> None:
    for pose in both(slug):
        posed(pose)


@pytest.mark.parametrize("slug", BODIES)
def test_a_body_rests_on_the_ground_and_goes_nowhere_below(slug: str) -> None:
    heights = [lowest(posed(pose), pose) for pose in both(slug)]
    ground = STANDS_ON.get(slug, 0)
    assert all(-SKIN <= height <= ground + SKIN for height in heights), heights


@pytest.mark.parametrize("slug", BODIES)
def test_feet_that_are_planted_stand_where_they_are_told_to(slug: str) -> None:
    for pose in both(slug):
        body = posed(pose)
        for side, leg in (("right", pose.right_leg), ("left", pose.left_leg)):
            if isinstance(leg, Plant):
                under = min(body.at[f"{side}_{spot}"].z for spot in ("heel", "ball", "toes"))
                assert under == pytest.approx(leg.z, abs=0.005)


@pytest.mark.parametrize("slug", BODIES)
def test_hands_are_where_they_are_told_to_be(slug: str) -> None:
    for pose in both(slug):
        body = posed(pose)
        for side, arm in (("right", pose.right_arm), ("left", pose.left_arm)):
            if isinstance(arm, Reach):
                told = body.spot(arm.on, arm.at) if arm.on else arm.at
                assert length(minus(body.at[f"{side}_wrist"], told)) < 0.005


@pytest.mark.parametrize("slug", BODIES)
def test_bones_keep_their_lengths(slug: str) -> None:
    upright = posed(Pose())
    for pose in both(slug):
        body = posed(pose)
        for upper, lower in (("shoulder", "elbow"), ("elbow", "wrist"), ("hip", "knee"), ("knee", "ankle")):
            for side in SIDES:
                here, there = f"{side}_{upper}", f"{side}_{lower}"
                bone = length(minus(body.at[here], body.at[there]))
                assert bone == pytest.approx(length(minus(upright.at[here], upright.at[there])), abs=1e-6)


@pytest.mark.parametrize("slug", [slug for slug in BODIES if getattr(both(slug)[0], "rest", 0) == SEAT])
def test_who_sits_sits_on_the_seat(slug: str) -> None:
    body = posed(both(slug)[0])
    hips = min(place(body, ball).z - ball.radius for hull in TRUNK["hips"] for ball in hull)
    assert hips == pytest.approx(SEAT, abs=SKIN)


@pytest.mark.parametrize("slug", SLUGS)
def test_start_and_end_differ(slug: str) -> None:
    moves = MOVES[slug]
    if isinstance(moves, CloseUp):
        assert moves.start != moves.end
        return
    start, end = posed(moves.start), posed(moves.end)
    ahead = V(0.1, 0, 0)  # before each joint, so that a turn counts too
    furthest = max(length(minus(end.spot(joint, ahead), start.spot(joint, ahead))) for joint in start.turns)
    assert furthest > 0.015


@pytest.mark.parametrize("slug", SLUGS)
def test_a_picture_is_small_clean_svg(slug: str) -> None:
    shown = picture(slug, LONGEST_TITLE)
    assert max(len(shown.start.encode()), len(shown.end.encode())) < 4096
    for root in drawings(shown):
        names = {name for element in root.iter() for name in element.attrib}
        assert not names & {"style", "id", "href", "{http://www.w3.org/1999/xlink}href"}
        assert {element.tag for element in root.iter()} == {f"{SVG}svg", f"{SVG}title", f"{SVG}path"}
        assert root.attrib["role"] == "img"
        assert root.findtext(f"{SVG}title") == LONGEST_TITLE


@pytest.mark.parametrize("slug", SLUGS)
def test_a_picture_fills_its_view_box_and_stays_inside(slug: str) -> None:
    shown = picture(slug)
    cut = MOVES[slug].crop
    xs: list[float] = []
    ys: list[float] = []
    for document in (shown.start, shown.end):
        root = ElementTree.fromstring(document)
        assert root.attrib["viewBox"] == "0 0 200 200"
        for path in root.iter(f"{SVG}path"):
            across, down = extent(path.attrib["d"])
            xs += [x for x, y in zip(across, down, strict=True) if cut == WHOLE or 0 <= y <= 200]
            ys += [y for x, y in zip(across, down, strict=True) if cut == WHOLE or 0 <= x <= 200]
    assert cut.left is not None or min(xs) >= 0
    assert cut.right is not None or max(xs) <= 200
    assert cut.high is not None or min(ys) >= 0
    assert cut.low is not None or max(ys) <= 200
    assert max(max(xs) - min(xs), max(ys) - min(ys)) > 165


def test_both_positions_stand_side_by_side() -> None:
    root = ElementTree.fromstring(picture("bridge").both)
    assert root.attrib["viewBox"] == "0 0 400 200"
    assert [drawing.attrib.get("x") for drawing in root] == [None, "200"]


def test_the_side_that_is_prescribed_works_in_the_picture() -> None:
    right, left = picture("heel-slide", side=Side.RIGHT), picture("heel-slide", side=Side.LEFT)
    assert right == picture("heel-slide")
    mirrors = ElementTree.fromstring(left.end).findall(f"{SVG}svg/{SVG}g")
    assert [mirror.attrib for mirror in mirrors] == [{"transform": "translate(200 0) scale(-1 1)"}]
    assert picture("clamshell", side=Side.LEFT) == picture("clamshell")
    assert picture("clamshell", side=Side.RIGHT) != picture("clamshell")


def test_an_exercise_of_no_side_is_not_mirrored() -> None:
    assert picture("bridge", side=Side.LEFT) == picture("bridge")


def test_figures_know_the_exercises_and_nothing_else_of_the_house() -> None:
    pure = {"collections", "functools", "html", "itertools", "math", "types", "typing", "msgspec", "svg"}
    ours = ("domain.values", "domain.exercise.common", "services.web.figures")
    for path in Path(catalogue.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            strange = [name for name in names if name.split(".")[0] not in pure and not name.startswith(ours)]
            assert not strange, path.name


def test_a_picture_without_a_title_is_decoration() -> None:
    for root in drawings(picture("bridge")):
        assert (root.attrib.get("aria-hidden"), root.attrib.get("role")) == ("true", None)


def test_a_title_is_text_and_no_markup() -> None:
    root = ElementTree.fromstring(picture("bridge", 'Brücke <script>alert("1")</script> & mehr').start)
    assert root.findtext(f"{SVG}title") == 'Brücke <script>alert("1")</script> & mehr'


def test_a_picture_is_the_same_each_time() -> None:
    first = picture("bridge", "Bridge")
    of_exercise.cache_clear()
    assert picture("bridge", "Bridge") == first


def test_each_region_has_a_neutral_figure_of_its_own() -> None:
    shown = {region: neutral(region, "Own exercise") for region in BodyRegion}
    assert max(len(document.encode()) for document in shown.values()) < 4096
    assert all("fig-work" in document for document in shown.values())
    alike = {BodyRegion.PELVIS: BodyRegion.HIP}
    assert len(set(shown.values())) == len(shown) - len(alike)


@pytest.mark.parametrize(
    ("pose", "joint"),
    [
        (Pose(right_leg=Leg(knee=-12)), "knee"),
        (Pose(left_leg=Leg(hip=-50)), "hip.flex"),
        (Pose(z=0.32, right_leg=Foot(V(0.2, 0.06, 0.34), V(0.3, 1, -0.1))), "hip.turn"),
        (Pose(right_arm=Arm(elbow=165)), "elbow"),
        (Pose(left_arm=Arm(up=95, out=180)), "shoulder.back"),
        (Pose(low=Bend(flex=-60)), "low.flex"),
        (Pose(neck=Bend(turn=90)), "neck.turn"),
        (Pose(z=0.53, right_leg=Plant(x=0.4)), "out of reach"),
        (Pose(right_arm=Reach(V(0.6, 0, 1))), "out of reach"),
        (Pose(z=0.1, right_leg=Plant(x=0.05)), "hip.flex|knee|ankle"),
    ],
)
def test_what_no_body_can_do_is_refused(pose: Pose, joint: str) -> None:
    with pytest.raises(ImpossiblePose, match=joint):
        posed(pose)


def test_a_finger_does_not_bend_backward() -> None:
    with pytest.raises(ImpossiblePose, match="finger"):
        joints(Hand(index=Finger(0, -30, 0)))


def test_limbs_of_both_sides_mirror_each_other() -> None:
    arm, leg = Arm(up=70, out=30, twist=20, elbow=60, turn=40), Leg(hip=40, knee=50, out=12, turn=8, tilt=10)
    body = posed(but(Pose(), right_arm=arm, left_arm=arm, right_leg=leg, left_leg=leg))
    for joint in ("elbow", "wrist", "hand", "knee", "ankle", "toes"):
        right, left = body.at[f"right_{joint}"], body.at[f"left_{joint}"]
        assert (left.x, -left.y, left.z) == pytest.approx(right)


def test_an_exercise_without_a_drawing_has_its_regions_and_one_with_a_drawing_its_side() -> None:
    standing = neutral(BodyRegion.HIP)
    assert picture_of("juggling", BodyRegion.HIP, Side.LEFT) == Picture(standing, standing, standing)
    assert picture_of("heel-slide", BodyRegion.KNEE, Side.LEFT) == picture("heel-slide", side=Side.LEFT)
