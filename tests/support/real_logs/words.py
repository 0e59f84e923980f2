"""What the diaries' own words for body parts, sides, activities and severities mean in ours."""

from collections.abc import Mapping
from typing import NamedTuple

from domain.values import BodyRegion, Side, SymptomKind


class Place(NamedTuple):
    """A region and, where the word names it, a side."""

    region: BodyRegion
    side: Side | None = None


def _places(*regions: BodyRegion) -> tuple[Place, ...]:
    return tuple(Place(region) for region in regions)


PAIN_REGIONS: Mapping[str, tuple[Place, ...]] = {
    "abs": _places(BodyRegion.ABDOMEN),
    "ankle": _places(BodyRegion.ANKLE),
    "bellow ankle": _places(BodyRegion.FOOT),
    "elbow": _places(BodyRegion.ELBOW),
    "eyes": _places(BodyRegion.EYES),
    "eyes (or around them)": _places(BodyRegion.EYES),
    "fingers": _places(BodyRegion.HAND),
    "forearm close to elbow": _places(BodyRegion.FOREARM),
    "forehead": _places(BodyRegion.HEAD),
    "forehead and eyes": _places(BodyRegion.HEAD, BodyRegion.EYES),
    "gastrocnemius": _places(BodyRegion.LOWER_LEG),
    "hands and fingers": _places(BodyRegion.HAND),
    "headache": _places(BodyRegion.HEAD),
    "hip": _places(BodyRegion.HIP),
    "knees": _places(BodyRegion.KNEE),
    "low back": _places(BodyRegion.LOW_BACK),
    "neck": _places(BodyRegion.NECK),
    "quadricepts": _places(BodyRegion.THIGH),
    "right big toe": (Place(BodyRegion.FOOT, Side.RIGHT),),
    "shoulder": _places(BodyRegion.SHOULDER),
    "shoulder neck": _places(BodyRegion.SHOULDER, BodyRegion.NECK),
    "thoracic region": _places(BodyRegion.THORACIC),
    "trapezius": _places(BodyRegion.NECK),
    "under the foot": _places(BodyRegion.FOOT),
    # No place of the body: how the whole person was.
    "acute pain": _places(BodyRegion.WHOLE_BODY),
    "sick": _places(BodyRegion.WHOLE_BODY),
    "sick/tired": _places(BodyRegion.WHOLE_BODY),
}

NOT_PAIN: Mapping[str, SymptomKind] = {"sick": SymptomKind.OTHER, "sick/tired": SymptomKind.OTHER}
"""Words in the column of regions that speak of another symptom."""

SIDES: Mapping[str, Side] = {
    "right only": Side.RIGHT,
    "right mostly": Side.RIGHT,
    "left only": Side.LEFT,
    "left mostly": Side.LEFT,
    "both": Side.BOTH,
}

SORE_AREAS: Mapping[str, Place] = {
    "12921003": Place(BodyRegion.PELVIS, Side.NONE),  # SNOMED CT: pelvic structure
    "22943007": Place(BodyRegion.THORACIC, Side.NONE),  # trunk structure; ours has no word for all of it
    "32696007": Place(BodyRegion.LOWER_LEG, Side.RIGHT),
    "48979004": Place(BodyRegion.LOWER_LEG, Side.LEFT),
    "368208006": Place(BodyRegion.UPPER_ARM, Side.LEFT),
    "368209003": Place(BodyRegion.UPPER_ARM, Side.RIGHT),
    "69536005": Place(BodyRegion.HEAD, Side.NONE),
}

SORENESS: Mapping[str, float] = {"1": 7.0, "2": 4.0, "3": 0.0, "4": 0.0, "5": 0.0}
"""PMData's 1-5 as our 0-10. There 3 is normal and less is worse: areas are named at 1 and 2 only. From normal on
nothing is sore; the two steps below it are spread over the scale by us."""

INJURED_PARTS: Mapping[str, Place] = {
    "groin_hip": Place(BodyRegion.HIP, Side.NONE),
    "head_neck": Place(BodyRegion.NECK, Side.NONE),
    "left_elbow": Place(BodyRegion.ELBOW, Side.LEFT),
    "left_foot": Place(BodyRegion.FOOT, Side.LEFT),
    "left_hand": Place(BodyRegion.HAND, Side.LEFT),
    "left_knee": Place(BodyRegion.KNEE, Side.LEFT),
    "left_leg": Place(BodyRegion.LOWER_LEG, Side.LEFT),
    "left_shoulder": Place(BodyRegion.SHOULDER, Side.LEFT),
    "right_elbow": Place(BodyRegion.ELBOW, Side.RIGHT),
    "right_foot": Place(BodyRegion.FOOT, Side.RIGHT),
    "right_hand": Place(BodyRegion.HAND, Side.RIGHT),
    "right_knee": Place(BodyRegion.KNEE, Side.RIGHT),
    "right_leg": Place(BodyRegion.LOWER_LEG, Side.RIGHT),
    "right_shoulder": Place(BodyRegion.SHOULDER, Side.RIGHT),
}

SEVERITIES: Mapping[str, float] = {"minor": 3.0, "major": 7.0}
"""PMData's two words for a complaint as pain of 0-10, chosen by us: the middle of mild, the beginning of severe."""

EXERCISES: Mapping[str, str] = {
    # activity of a diary -> the slug of the library's exercise that trains the same
    "accrobranche": "band-row",
    "alpi ski": "wall-sit",
    "arms related activity": "band-row",
    "canoe": "band-row",
    "cliff jumping": "sit-to-stand",
    "climbing": "band-row",
    "down ski": "wall-sit",
    "endurance": "stationary-bike",
    "mt bike": "stationary-bike",
    "petanque": "weight-shift",
    "ping pong": "weight-shift",
    "playing pool": "weight-shift",
    "pool jumping": "sit-to-stand",
    "preparing new mountain bike trail (using a pelle, very tiring for the arms)": "band-row",
    "road bike": "stationary-bike",
    "running": "brisk-walk",
    "slack": "feet-together-stand",
    "snorkeling": "wall-push-up-plus",
    "soccer": "march-in-place",
    "strength": "sit-to-stand",
    "sup": "plank-forearms",
    "surfing": "plank-forearms",
    "swimming": "wall-push-up-plus",
    "via ferrata": "band-row",
    "walk": "brisk-walk",
    "yoga": "cat-camel",
}

NOT_ACTIVITIES = frozenset({"individual", "team"})
"""Words among PMData's activities that say with whom, not what."""
