"""What is around the bones: each part as groups of balls, whose hulls are drawn and whose lowest point is what lies."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from services.web.figures.skeleton import SIDES, Body
from services.web.figures.space import V


class Ball(NamedTuple):
    """A ball on a part, said from the part's joint. The radius is in body heights."""

    joint: str
    offset: V
    radius: float


Hull = tuple[Ball, ...]


def _pair(joint: str, x: float, y: float, z: float, radius: float) -> Hull:
    return Ball(joint, V(x, y, z), radius), Ball(joint, V(x, -y, z), radius)


_BUTTOCKS = _pair("pelvis", -0.022, 0.038, -0.006, 0.055)
_PELVIS = (*_pair("pelvis", 0, 0.042, 0, 0.06), *_BUTTOCKS)
_WAIST = _pair("low", 0, 0.04, 0.02, 0.052)
_RIBS = _pair("mid", 0.002, 0.042, 0.01, 0.054)
_CHEST = (*_pair("upper", 0.004, 0.046, 0, 0.058), *_pair("upper", -0.002, 0.07, 0.03, 0.045))
_SHOULDERS = (
    *_pair("upper", -0.004, 0.08, 0.05, 0.032),
    *_pair("upper", 0.002, 0.03, 0.044, 0.044),
    Ball("neck", V(-0.004, 0, -0.002), 0.034),
)

TRUNK: Mapping[str, tuple[Hull, ...]] = MappingProxyType(
    {
        "hips": ((*_PELVIS, *_WAIST),),
        "belly": ((*_WAIST, *_RIBS),),
        "chest": ((*_RIBS, *_CHEST), (*_CHEST, *_SHOULDERS)),
        "buttocks": (_BUTTOCKS,),
    }
)
NECK_HULL: Hull = (Ball("neck", V(-0.002, 0, -0.01), 0.033), Ball("head", V(-0.002, 0, 0.012), 0.03))
SKULL: Hull = (
    Ball("head", V(0.004, 0, 0.062), 0.056),
    Ball("head", V(0.012, 0, 0.052), 0.056),
    Ball("head", V(0.04, 0, 0.012), 0.022),
)
NOSE: Hull = (Ball("head", V(0.064, 0, 0.046), 0.008), Ball("head", V(0.074, 0, 0.034), 0.007))
HAIR: Hull = (Ball("head", V(-0.008, 0, 0.07), 0.06), Ball("head", V(-0.022, 0, 0.042), 0.046))
EYES: Hull = (Ball("head", V(0.054, -0.022, 0.052), 0.0065), Ball("head", V(0.054, 0.022, 0.052), 0.0065))
JAW: Hull = (Ball("head", V(0.04, 0, 0.012), 0.022), Ball("head", V(0.0, 0, 0.022), 0.016))
HEAD: tuple[Hull, ...] = (SKULL, NOSE)


def _of(side: str) -> dict[str, tuple[Hull, ...]]:
    s = SIDES[side]

    def b(joint: str, x: float, y: float, z: float, radius: float) -> Ball:
        return Ball(f"{side}_{joint}", V(x, y * s, z), radius)

    shoulder, elbow, wrist = (
        b("shoulder", 0, -0.004, -0.006, 0.036),
        b("elbow", 0, 0, 0, 0.0265),
        b("wrist", 0, 0, 0, 0.0185),
    )
    hip, knee = b("hip", 0, 0, -0.012, 0.0585), b("knee", 0.003, 0, 0, 0.0395)
    calf, ankle = b("knee", -0.012, 0, -0.07, 0.036), b("ankle", 0, 0, 0, 0.0235)
    ball = b("ball", 0, 0, 0.016, 0.016)
    return {
        f"{side}_upper_arm": ((shoulder, elbow),),
        f"{side}_forearm": ((elbow, wrist),),
        f"{side}_thigh": ((hip, knee),),
        f"{side}_shoulder": ((shoulder, b("shoulder", 0, -0.01, 0.005, 0.034)),),
        f"{side}_elbow": ((b("shoulder", 0, 0, -0.155, 0.028), elbow), (elbow, b("elbow", 0, 0, -0.03, 0.0248))),
        f"{side}_wrist": ((b("elbow", 0, 0, -0.125, 0.0196), wrist),),
        f"{side}_knee": ((b("hip", 0.002, 0, -0.2, 0.043), knee), (knee, b("knee", -0.004, 0, -0.03, 0.0375))),
        f"{side}_ankle": ((b("knee", -0.002, 0, -0.21, 0.0255), ankle), (ankle, b("ankle", 0, 0, -0.012, 0.022))),
        f"{side}_shin": ((knee, calf), (calf, ankle)),
        f"{side}_foot": (
            (ankle, b("heel", 0.02, 0, 0.02, 0.02), ball),
            (ball, b("toes", -0.012, 0, 0.012, 0.012)),
        ),
    }


LIMBS: Mapping[str, tuple[Hull, ...]] = MappingProxyType({**_of("left"), **_of("right")})


def place(body: Body, ball: Ball) -> V:
    return body.spot(ball.joint, ball.offset)


def hand_balls(body: Body, side: str, grip: float) -> tuple[tuple[V, float], ...]:
    """Palm, fingers and thumb of one hand; a grip of 0 is flat, 1 a fist."""
    s = SIDES[side]
    wrist = f"{side}_wrist"
    knuckles = body.spot(wrist, V(0, 0, -0.046))
    curl = 1 - 0.65 * grip
    tips = body.spot(wrist, V(0, (-0.006 - 0.034 * grip) * s, -0.046 - 0.052 * curl * (1 - 0.5 * grip)))
    thumb = body.spot(wrist, V(0.03 - 0.01 * grip, -0.012 * s, -0.05))
    return (
        (body.at[wrist], 0.017),
        (knuckles, 0.0195),
        (tips, 0.0125 + 0.004 * grip),
        (body.spot(wrist, V(0.008, -0.004 * s, -0.018)), 0.014),
        (thumb, 0.0085),
    )


def lowest(body: Body) -> float:
    """How low the body comes without its arms, as far as its joints are known yet. In body heights."""
    hulls: Sequence[Hull] = [hull for part in (*TRUNK.values(), *LIMBS.values()) for hull in part] + [HAIR]
    known = [ball for hull in hulls for ball in hull if ball.joint in body.at]
    return min(place(body, ball).z - ball.radius for ball in known)
