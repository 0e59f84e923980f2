"""Random commands for properties: drawn from their types, with few ids and days, so that they meet."""

import re
from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any

import msgspec.inspect as types
from msgspec.structs import replace

from domain.clinic.events import Policy
from domain.decider import Command
from domain.partner.key_set import Algorithm, Curve, KeyKind, PublicKey
from domain.values import Dose, Prescription, Side, Weekly
from domain.visit.measures import RangeOfMotion
from domain.visit.motion import Joint, Movement
from domain.zones import FIRST_INSTANT, LAST_INSTANT
from tests.support.examples import BRIDGE, NOON, OWN_EXERCISE_ID, PATIENT_ID, TODAY, named, prescription

UNKNOWN_ID = named("nothing is known under this id")
IDS = [PATIENT_ID, BRIDGE, OWN_EXERCISE_ID, UNKNOWN_ID]
HOURS = [NOON + timedelta(hours=hours) for hours in range(-48, 120, 7)]
WORDS = [
    "session.logged",
    "en",
    "DE",
    "09:30",
    "17:00",
    "some words",
    "Europe/Berlin",
    "Pacific/Auckland",
    "Mars/Olympus",
]
WORDS += ["org.carryover.session.logged", "https://app.test/keys.json"]
SIMPLE: dict[type[types.Type], Sequence[Any]] = {
    types.UUIDType: IDS,
    types.DateType: [TODAY + timedelta(days=days) for days in range(-2, 6)],
    types.DateTimeType: [*HOURS, FIRST_INSTANT, LAST_INSTANT],
    types.BoolType: [False, True],
    types.NoneType: [None],
    types.DictType: [{}, {"doses": "1/3"}],
}
STRUCTS: dict[type[Any], Sequence[Any]] = {
    Policy: [Policy(), Policy(high_pain=60), Policy(low_percent=40, quiet_until="10:00"), Policy(low_percent=0)],
    Dose: [Dose(sets=3, reps=10), Dose(hold_seconds=30), Dose()],
    PublicKey: [
        PublicKey(kty=KeyKind.RSA, kid="one", n="n" * 342, e="AQAB"),
        PublicKey(kty=KeyKind.EC, kid="two", alg=Algorithm.ES384, crv=Curve.P384, x="x" * 64, y="y" * 64),
        PublicKey(kty=KeyKind.RSA, kid="short", n="n" * 300, e="AQAB"),
    ],
    Prescription: [
        prescription("one"),
        prescription("one", side=Side.LEFT),
        prescription("two"),
        prescription("two", side=Side.RIGHT, schedule=Weekly(times_a_week=3)),
        prescription("three", exercise_id=OWN_EXERCISE_ID),
        prescription("four", exercise_id=UNKNOWN_ID),
    ],
    RangeOfMotion: [
        RangeOfMotion(joint=Joint.KNEE, movement=Movement.FLEXION, side=Side.LEFT, degrees=95),
        RangeOfMotion(joint=Joint.KNEE, movement=Movement.ROTATION, degrees=10),
    ],
}


def draw(command: type[Command], chance: Random) -> Command:
    """A command as a door might let it in; only the organisation's own clock is always right."""
    info = types.type_info(command)
    assert isinstance(info, types.StructType)
    wish: Command = _struct(info, chance)
    return replace(wish, at=chance.choice(HOURS))


def _struct(info: types.StructType, chance: Random) -> Any:
    given = (field for field in info.fields if field.required or chance.random() < 0.4)
    return info.cls(**{field.name: _value(field.type, chance) for field in given})


def _value(kind: types.Type, chance: Random) -> Any:
    match kind:
        case types.Metadata():
            return _value(kind.type, chance)
        case types.UnionType():
            return _value(chance.choice(kind.types), chance)
        case types.StructType():
            return chance.choice(STRUCTS[kind.cls]) if kind.cls in STRUCTS else _struct(kind, chance)
        case types.VarTupleType():
            least = kind.min_length or 0
            return tuple(_value(kind.item_type, chance) for _ in range(chance.randint(least, least + 2)))
        case types.EnumType():
            return chance.choice(list(kind.cls))
        case types.IntType():
            low, step = -1 if kind.ge is None else kind.ge, kind.multiple_of or 1
            return low + step * chance.randint(0, 2)
        case types.StrType():
            return chance.choice([word for word in WORDS if re.search(kind.pattern or "", word)])
        case _:
            return chance.choice(SIMPLE[type(kind)])
