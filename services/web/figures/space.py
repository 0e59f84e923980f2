"""Directions and turns in space: x is forward, y to the left, z up; angles are in degrees."""

from math import acos, atan2, cos, degrees, radians, sin, sqrt
from typing import NamedTuple


class V(NamedTuple):
    """A place or a direction. Lengths are in body heights."""

    x: float
    y: float
    z: float


Turn = tuple[V, V, V]
"""Where a turn brings the three axes: forward, left and up."""

STILL: Turn = (V(1, 0, 0), V(0, 1, 0), V(0, 0, 1))


def plus(a: V, b: V, times: float = 1) -> V:
    return V(a.x + b.x * times, a.y + b.y * times, a.z + b.z * times)


def minus(a: V, b: V) -> V:
    return V(a.x - b.x, a.y - b.y, a.z - b.z)


def dot(a: V, b: V) -> float:
    return a.x * b.x + a.y * b.y + a.z * b.z


def cross(a: V, b: V) -> V:
    return V(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)


def length(a: V) -> float:
    return sqrt(dot(a, a))


def unit(a: V) -> V:
    size = length(a)
    return V(a.x / size, a.y / size, a.z / size)


def across(a: V, axis: V) -> V:
    """The part of a direction that stands square on an axis of length 1."""
    return plus(a, axis, -dot(a, axis))


def along(turn: Turn, a: V) -> V:
    """A direction of a turned part, seen from outside."""
    forward, left, up = turn
    return V(
        forward.x * a.x + left.x * a.y + up.x * a.z,
        forward.y * a.x + left.y * a.y + up.y * a.z,
        forward.z * a.x + left.z * a.y + up.z * a.z,
    )


def within(turn: Turn, a: V) -> V:
    """A direction from outside, as the turned part sees it."""
    return V(dot(turn[0], a), dot(turn[1], a), dot(turn[2], a))


def then(outer: Turn, inner: Turn) -> Turn:
    """The inner turn, made in a part that is turned already."""
    return along(outer, inner[0]), along(outer, inner[1]), along(outer, inner[2])


def roll(angle: float) -> Turn:
    """About the forward axis: what points up goes to the right."""
    c, s = cos(radians(angle)), sin(radians(angle))
    return V(1, 0, 0), V(0, c, s), V(0, -s, c)


def pitch(angle: float) -> Turn:
    """About the left axis: what points up goes forward."""
    c, s = cos(radians(angle)), sin(radians(angle))
    return V(c, 0, -s), V(0, 1, 0), V(s, 0, c)


def yaw(angle: float) -> Turn:
    """About the upward axis: what points forward goes to the left."""
    c, s = cos(radians(angle)), sin(radians(angle))
    return V(c, s, 0), V(-s, c, 0), V(0, 0, 1)


def mirrored(a: V, side: int) -> V:
    """What is said of the left side (1), said of the right (-1)."""
    return V(a.x, a.y * side, a.z)


def turn_mirrored(turn: Turn, side: int) -> Turn:
    forward, left, up = turn
    return mirrored(forward, side), V(left.x * side, left.y, left.z * side), mirrored(up, side)


def angle_between(a: V, b: V) -> float:
    return degrees(acos(max(-1.0, min(1.0, dot(unit(a), unit(b))))))


def bearing(y: float, x: float) -> float:
    return degrees(atan2(y, x))
