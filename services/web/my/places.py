"""The regions of the body as patients look for them: from the head down, and which have a left and a right."""

from domain.values import BodyRegion as R
from services.web.words import N_, Words

SIDED = frozenset(
    {
        *(R.FOOT, R.ANKLE, R.LOWER_LEG, R.KNEE, R.THIGH, R.HIP),
        *(R.SHOULDER, R.UPPER_ARM, R.ELBOW, R.FOREARM, R.WRIST, R.HAND),
    }
)

GROUPS: tuple[tuple[str, tuple[R, ...]], ...] = (
    (N_("Head and neck"), (R.HEAD, R.EYES, R.JAW, R.NECK)),
    (N_("Arms"), (R.SHOULDER, R.UPPER_ARM, R.ELBOW, R.FOREARM, R.WRIST, R.HAND)),
    (N_("Trunk"), (R.CHEST, R.THORACIC, R.ABDOMEN, R.LOW_BACK, R.PELVIS)),
    (N_("Legs"), (R.HIP, R.THIGH, R.KNEE, R.LOWER_LEG, R.ANKLE, R.FOOT)),
    (N_("All over"), (R.WHOLE_BODY,)),
)


def grouped(words: Words) -> list[tuple[str, tuple[R, ...]]]:
    """The groups with their names in one language."""
    return [(words(name), regions) for name, regions in GROUPS]
