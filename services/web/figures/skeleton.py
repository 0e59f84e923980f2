"""From the angles of a pose to where every joint is: a human body of height 1, checked against what joints do.

Segment lengths follow Drillis and Contini (1966), as shares of the body height.
"""

from math import asin, cos, degrees, radians, sin

from msgspec import Struct

from services.web.figures.pose import Arm, Bend, Foot, Leg, Plant, Pose, Reach
from services.web.figures.ranges import check
from services.web.figures.reach import bent_limb
from services.web.figures.space import (
    STILL,
    Turn,
    V,
    across,
    along,
    angle_between,
    bearing,
    cross,
    length,
    minus,
    mirrored,
    pitch,
    plus,
    roll,
    then,
    turn_mirrored,
    unit,
    within,
    yaw,
)

THIGH, SHIN, ANKLE_HEIGHT = 0.245, 0.246, 0.039
UPPER_ARM, FOREARM, PALM, FINGERS = 0.186, 0.146, 0.05, 0.055
HIP_OUT, SHOULDER_OUT = 0.052, 0.112
PELVIS, LUMBAR, LOWER_CHEST, UPPER_CHEST, NECK = 0.06, 0.1, 0.07, 0.058, 0.066
HEEL, BALL, TOES = -0.042, 0.078, 0.036
SIDES = {"left": 1, "right": -1}


class Body(Struct):
    """Where the joints are, and how the parts stand there. Sides are in the names: `left_knee`."""

    at: dict[str, V]
    turns: dict[str, Turn]

    def spot(self, part: str, offset: V) -> V:
        """A place on a part, said from its joint in its own directions."""
        return plus(self.at[part], along(self.turns[part], offset))

    def moved(self, by: V) -> "Body":
        return Body({name: plus(place, by) for name, place in self.at.items()}, self.turns)


def bend(name: str, stands: Bend) -> Turn:
    """How a part of the spine stands on the one below. Raises ImpossiblePose."""
    check(f"{name}.flex", stands.flex)
    check(f"{name}.side", stands.side)
    check(f"{name}.turn", stands.turn)
    return then(yaw(stands.turn), then(roll(-stands.side), pitch(stands.flex)))


def spine(pose: Pose, hips: V) -> Body:
    """Pelvis, trunk and head, the middle between the hips being there. Raises ImpossiblePose."""
    pelvis = then(pose.frame, then(then(pitch(pose.lean), roll(-pose.tip)), yaw(pose.spin)))
    low = then(pelvis, bend("low", pose.low))
    mid = then(low, bend("mid", pose.mid))
    upper = then(mid, bend("upper", pose.upper))
    neck = then(upper, bend("neck", pose.neck))
    head = then(neck, bend("head", pose.head))
    body = Body({"pelvis": hips}, {"pelvis": pelvis, "low": low, "mid": mid, "upper": upper, "neck": neck})
    body.turns["head"] = head
    body.at["low"] = body.spot("pelvis", V(0, 0, PELVIS))
    body.at["mid"] = body.spot("low", V(0, 0, LUMBAR))
    body.at["upper"] = body.spot("mid", V(0, 0, LOWER_CHEST))
    body.at["neck"] = body.spot("upper", V(0, 0, UPPER_CHEST + 0.012))
    body.at["head"] = body.spot("neck", V(0.008, 0, NECK))
    return body


def arm(body: Body, name: str, stands: Arm | Reach) -> None:
    """Adds the arm of that side to a body that has its trunk. Raises ImpossiblePose."""
    side = SIDES[name]
    blade = stands.blade
    check("blade.forward", blade.forward)
    check("blade.up", blade.up)
    offset = V(blade.forward / 100, (SHOULDER_OUT - abs(blade.forward) / 250) * side, UPPER_CHEST + blade.up / 100)
    shoulder = body.at[f"{name}_shoulder"] = body.spot("upper", offset)
    if isinstance(stands, Reach):
        stands = in_the_room(body, stands, side)
        angles = arm_angles(body.turns["upper"], side, shoulder, stands)
    else:
        angles = stands
    check("shoulder.up", angles.up)
    check("shoulder.out", angles.out)
    check("shoulder.back", degrees(asin(-sin(radians(angles.up)) * cos(radians(angles.out)))))
    check("shoulder.twist", angles.twist)
    check("elbow", angles.elbow)
    check("forearm", angles.turn)
    check("wrist", angles.wrist)
    upper_arm = then(yaw(angles.out), then(pitch(-angles.up), yaw(-angles.out - angles.twist)))
    upper_arm = then(body.turns["upper"], turn_mirrored(upper_arm, side))
    bent = then(upper_arm, turn_mirrored(pitch(-angles.elbow), side))
    forearm = then(bent, turn_mirrored(yaw(-angles.turn), side))
    hand = then(forearm, turn_mirrored(roll(-angles.wrist), side))
    body.turns |= {f"{name}_shoulder": upper_arm, f"{name}_elbow": forearm}
    body.at[f"{name}_elbow"] = body.spot(f"{name}_shoulder", V(0, 0, -UPPER_ARM))
    body.at[f"{name}_wrist"] = body.spot(f"{name}_elbow", V(0, 0, -FOREARM))
    if isinstance(stands, Reach) and stands.fingers is not None:
        hand = hand_turn(hand, stands.fingers, stands.palm, side)
        check("wrist", angle_between(forearm[2], hand[2]))
    body.turns |= {f"{name}_wrist": hand, f"{name}_hand": hand}
    body.at[f"{name}_hand"] = body.spot(f"{name}_wrist", V(0, -0.012 * side, -PALM))


def in_the_room(body: Body, stands: Reach, side: int) -> Reach:
    """The same, with all places and directions as the room has them."""
    turn = body.turns[stands.on] if stands.on else STILL
    at = body.spot(stands.on, stands.at) if stands.on else stands.at
    return stands._replace(
        at=at,
        on="",
        elbow=along(turn, mirrored(stands.elbow, side)),
        fingers=stands.fingers and along(turn, mirrored(stands.fingers, side)),
        palm=stands.palm and along(turn, mirrored(stands.palm, side)),
    )


def arm_angles(chest: Turn, side: int, shoulder: V, stands: Reach) -> Arm:
    """The angles that bring the wrist there. Raises ImpossiblePose where the arm is too short."""
    elbow = bent_limb(shoulder, stands.at, UPPER_ARM, FOREARM, stands.elbow)
    upper = mirrored(within(chest, unit(minus(elbow, shoulder))), side)
    fore = mirrored(within(chest, unit(minus(stands.at, elbow))), side)
    up, out = angle_between(upper, V(0, 0, -1)), bearing(upper.y, upper.x)
    if out < -90:
        out += 360
    fore = within(then(yaw(out), then(pitch(-up), yaw(-out))), fore)
    bent = angle_between(fore, V(0, 0, -1))
    twist = bearing(-fore.y, fore.x) if bent > 3 else 0
    return Arm(up=up, out=out, twist=twist, elbow=bent, turn=stands.turn, grip=stands.grip, blade=stands.blade)


def hand_turn(hand: Turn, fingers: V, palm: V | None, side: int) -> Turn:
    """A hand whose fingers point there; its palm looks as nearly as it can to where it is asked to."""
    up = unit(V(-fingers.x, -fingers.y, -fingers.z))
    back = V(-palm.x, -palm.y, -palm.z) if palm else V(hand[1].x * side, hand[1].y * side, hand[1].z * side)
    left = unit(across(back, up))
    left = V(left.x * side, left.y * side, left.z * side)
    return cross(left, up), left, up


def leg(body: Body, name: str, stands: Leg | Plant | Foot) -> None:
    """Adds the leg of that side to a body that has its trunk. Raises ImpossiblePose."""
    side = SIDES[name]
    hip = body.at[f"{name}_hip"] = body.spot("pelvis", V(0, HIP_OUT * side, 0))
    if isinstance(stands, Plant):
        flat = yaw(stands.turn * side)
        toes_down = then(flat, pitch(stands.heel))
        corner = V(BALL, 0, -ANKLE_HEIGHT) if stands.heel >= 0 else V(HEEL, 0, -ANKLE_HEIGHT)
        ankle = V(stands.x, stands.y * side, stands.z + ANKLE_HEIGHT)
        ankle = minus(plus(ankle, along(flat, corner)), along(toes_down, corner))
        pole = mirrored(stands.knee, side) if stands.knee else along(flat, V(1, 0, 0.6))
        foot, toes = toes_down, max(0.0, stands.heel)
        thigh, shin = leg_turns(body, side, hip, ankle, pole)
    elif isinstance(stands, Foot):
        thigh, shin = leg_turns(body, side, hip, stands.at, mirrored(stands.knee, side))
        foot, toes = foot_turn(shin, side, stands), 0.0
    else:
        for joint, angle in (("hip.flex", stands.hip), ("hip.out", stands.out), ("hip.turn", stands.turn)):
            check(joint, angle)
        check("knee", stands.knee)
        turned = then(pitch(-stands.hip), then(roll(stands.out), yaw(stands.turn)))
        thigh = then(body.turns["pelvis"], turn_mirrored(turned, side))
        shin = then(thigh, pitch(stands.knee))
        foot, toes = foot_turn(shin, side, stands), stands.toes
    seen = within(shin, foot[0])
    check("ankle", degrees(asin(max(-1.0, min(1.0, seen.z)))))
    check("toes", toes)
    body.turns |= {f"{name}_hip": thigh, f"{name}_knee": shin, f"{name}_ankle": foot}
    body.at[f"{name}_knee"] = body.spot(f"{name}_hip", V(0, 0, -THIGH))
    body.at[f"{name}_ankle"] = body.spot(f"{name}_knee", V(0, 0, -SHIN))
    body.at[f"{name}_heel"] = body.spot(f"{name}_ankle", V(HEEL, 0, -ANKLE_HEIGHT))
    body.at[f"{name}_ball"] = body.spot(f"{name}_ankle", V(BALL, 0, -ANKLE_HEIGHT))
    body.turns[f"{name}_heel"] = foot
    body.turns[f"{name}_ball"] = body.turns[f"{name}_toes"] = then(foot, pitch(-toes))
    body.at[f"{name}_toes"] = body.spot(f"{name}_ball", V(TOES, 0, 0))


def foot_turn(shin: Turn, side: int, stands: Leg | Foot) -> Turn:
    """How a foot stands below its shin. Raises ImpossiblePose."""
    check("sole", stands.tilt)
    tilted = then(yaw(0.7 * stands.tilt), roll(stands.tilt))  # the joint is oblique: toes go outward with the sole
    return then(shin, turn_mirrored(then(pitch(-stands.ankle), tilted), side))


def leg_turns(body: Body, side: int, hip: V, ankle: V, pole: V) -> tuple[Turn, Turn]:
    """How thigh and shin stand when the ankle is there. Raises ImpossiblePose where the leg is too short."""
    knee = bent_limb(hip, ankle, THIGH, SHIN, pole)
    up = unit(minus(hip, knee))
    down = unit(minus(ankle, knee))
    bent = angle_between(V(-up.x, -up.y, -up.z), down)
    forward = unit(across(pole, up)) if bent < 3 else unit(across(V(-down.x, -down.y, -down.z), up))
    thigh = forward, cross(up, forward), up
    pelvis = body.turns["pelvis"]
    down, forward = (mirrored(within(pelvis, way), side) for way in (V(-up.x, -up.y, -up.z), forward))
    flex = check("hip.flex", bearing(down.x, -down.z) if length(V(down.x, 0, down.z)) > 0.1 else 0)
    out = check("hip.out", degrees(asin(max(-1.0, min(1.0, down.y)))))
    untwisted = within(then(pitch(-flex), roll(out)), forward)
    check("hip.turn", bearing(untwisted.y, untwisted.x))
    check("knee", bent)
    return thigh, then(thigh, pitch(bent))
