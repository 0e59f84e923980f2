"""Joints, the ways in which they move, and how far any person's can: wide bounds that find slips, not findings."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple


class Joint(StrEnum):
    NECK = "neck"
    BACK = "back"  # thoracic and lumbar spine together
    SHOULDER = "shoulder"
    ELBOW = "elbow"
    FOREARM = "forearm"
    WRIST = "wrist"
    HIP = "hip"
    KNEE = "knee"
    ANKLE = "ankle"


class Movement(StrEnum):
    FLEXION = "flexion"
    EXTENSION = "extension"
    ABDUCTION = "abduction"
    ADDUCTION = "adduction"
    INTERNAL_ROTATION = "internal_rotation"
    EXTERNAL_ROTATION = "external_rotation"
    LATERAL_FLEXION = "lateral_flexion"
    ROTATION = "rotation"
    PRONATION = "pronation"
    SUPINATION = "supination"
    RADIAL_DEVIATION = "radial_deviation"
    ULNAR_DEVIATION = "ulnar_deviation"
    DORSIFLEXION = "dorsiflexion"
    PLANTARFLEXION = "plantarflexion"
    INVERSION = "inversion"
    EVERSION = "eversion"


class Degrees(NamedTuple):
    """From the neutral position, both ends included; below zero the movement does not reach it."""

    least: int
    most: int


PLAUSIBLE: Mapping[Joint, Mapping[Movement, Degrees]] = MappingProxyType(
    {
        Joint.NECK: {
            Movement.FLEXION: Degrees(-20, 90),
            Movement.EXTENSION: Degrees(-20, 100),
            Movement.LATERAL_FLEXION: Degrees(-20, 70),
            Movement.ROTATION: Degrees(-20, 110),
        },
        Joint.BACK: {
            Movement.FLEXION: Degrees(-20, 140),
            Movement.EXTENSION: Degrees(-40, 80),
            Movement.LATERAL_FLEXION: Degrees(-20, 70),
            Movement.ROTATION: Degrees(-20, 90),
        },
        Joint.SHOULDER: {
            Movement.FLEXION: Degrees(-20, 200),
            Movement.EXTENSION: Degrees(-40, 100),
            Movement.ABDUCTION: Degrees(-20, 200),
            Movement.ADDUCTION: Degrees(-40, 90),
            Movement.INTERNAL_ROTATION: Degrees(-45, 120),
            Movement.EXTERNAL_ROTATION: Degrees(-60, 140),
        },
        Joint.ELBOW: {
            Movement.FLEXION: Degrees(-10, 170),
            Movement.EXTENSION: Degrees(-140, 30),
        },
        Joint.FOREARM: {
            Movement.PRONATION: Degrees(-90, 110),
            Movement.SUPINATION: Degrees(-90, 120),
        },
        Joint.WRIST: {
            Movement.FLEXION: Degrees(-60, 110),
            Movement.EXTENSION: Degrees(-80, 110),
            Movement.RADIAL_DEVIATION: Degrees(-40, 50),
            Movement.ULNAR_DEVIATION: Degrees(-30, 70),
        },
        Joint.HIP: {
            Movement.FLEXION: Degrees(-20, 160),
            Movement.EXTENSION: Degrees(-80, 60),
            Movement.ABDUCTION: Degrees(-40, 100),
            Movement.ADDUCTION: Degrees(-40, 60),
            Movement.INTERNAL_ROTATION: Degrees(-60, 90),
            Movement.EXTERNAL_ROTATION: Degrees(-50, 110),
        },
        Joint.KNEE: {
            Movement.FLEXION: Degrees(-20, 170),
            Movement.EXTENSION: Degrees(-120, 30),
        },
        Joint.ANKLE: {
            Movement.DORSIFLEXION: Degrees(-60, 60),
            Movement.PLANTARFLEXION: Degrees(-40, 90),
            Movement.INVERSION: Degrees(-40, 70),
            Movement.EVERSION: Degrees(-40, 50),
        },
    }
)
"""Every movement that is measured. An extension of -10 lacks ten degrees of straight (neutral-zero method).

About the normal ranges of the American Academy of Orthopaedic Surgeons, widened by what contracted and very mobile
joints show.
"""
