"""Words for what a patient's pages alone speak of, by their codes: why there is no number, why something counts not."""

from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from types import MappingProxyType

from babel import numbers

from domain.visit.measures import ManualStrength, Measure, MeasuredStrength, RangeOfMotion
from services.web.common.vocabulary import Vocabulary
from services.web.words import NP_, Words

NO_NUMBER: Mapping[str, str] = MappingProxyType(
    {
        "no_day_expected": NP_("no_number", "no work was expected on any day"),
        "nothing_expected": NP_("no_number", "nothing was expected"),
        "no_symptom_reported": NP_("no_number", "nothing was reported that asked for it"),
        "incomplete": NP_("no_number", "some reports could not be read"),
    }
)

NOT_COUNTED: Mapping[str, str] = MappingProxyType(
    {
        "beyond_the_cap": NP_("not_counted", "more than was asked for"),
        "in_clinic": NP_("not_counted", "done in the clinic"),
        "inferred": NP_("not_counted", "guessed by a device"),
        "no_entries": NP_("not_counted", "names no exercise"),
        "not_prescribed": NP_("not_counted", "not asked for on that day"),
        "nothing_done": NP_("not_counted", "nothing was done"),
        "on_hold": NP_("not_counted", "done while on hold"),
    }
)

DIRECTIONS: Mapping[str, str] = MappingProxyType(
    {
        "better": NP_("directions", "better"),
        "steady": NP_("directions", "steady"),
        "worse": NP_("directions", "worse"),
    }
)

NO_TREND: Mapping[str, str] = MappingProxyType(
    {
        "too_few": NP_("no_trend", "too few reports"),
        "no_threshold": NP_("no_trend", "only pain has a known smallest change"),
    }
)

NO_MORNING: Mapping[str, str] = MappingProxyType(
    {
        "no_session": NP_("no_morning", "belongs to no session"),
        "session_unknown": NP_("no_morning", "its session is not known"),
        "no_level_before": NP_("no_morning", "no level is known from before the session"),
    }
)

VISIT_STATUSES: Mapping[str, str] = MappingProxyType(
    {
        "scheduled": NP_("visit_statuses", "planned"),
        "cancelled": NP_("visit_statuses", "cancelled"),
        "recorded": NP_("visit_statuses", "took place"),
    }
)

CANCELLED: Mapping[str, str] = MappingProxyType(
    {
        "patient": NP_("cancelled", "by the patient"),
        "clinic": NP_("cancelled", "by the clinic"),
        "no_show": NP_("cancelled", "did not come"),
        "other": NP_("cancelled", "for another reason"),
    }
)

DISCHARGED: Mapping[str, str] = MappingProxyType(
    {
        "goals_met": NP_("discharged", "goals met"),
        "plateau": NP_("discharged", "no further progress"),
        "patient_wish": NP_("discharged", "the patient's wish"),
        "moved_away": NP_("discharged", "moved away"),
        "referred": NP_("discharged", "referred"),
        "other": NP_("discharged", "another reason"),
    }
)

RESTRICTED: Mapping[str, str] = MappingProxyType(
    {
        "patient_wish": NP_("restricted", "the patient's wish"),
        "disputed": NP_("restricted", "its content is disputed"),
        "must_be_kept": NP_("restricted", "it must be kept and not be used"),
        "retention_over": NP_("restricted", "the time for keeping it is over"),
    }
)

ERASED: Mapping[str, str] = MappingProxyType(
    {
        "patient_wish": NP_("erased", "the patient's wish"),
        "entered_in_error": NP_("erased", "entered in error"),
        "ordered": NP_("erased", "ordered by an authority"),
        "retention_over": NP_("erased", "the time for keeping it is over"),
    }
)

PURPOSES: Mapping[str, str] = MappingProxyType(
    {
        "treatment": NP_("purposes", "treatment"),
        "reminders": NP_("purposes", "reminders"),
        "sharing": NP_("purposes", "sharing with apps"),
    }
)

CHANNELS: Mapping[str, str] = MappingProxyType(
    {
        "email": NP_("channels", "e-mail"),
        "sms": NP_("channels", "text message"),
        "push": NP_("channels", "notice on the phone"),
        "in_app": NP_("channels", "in the app"),
    }
)

JOINTS: Mapping[str, str] = MappingProxyType(
    {
        "ankle": NP_("regions", "ankle"),
        "back": NP_("joints", "back"),
        "elbow": NP_("regions", "elbow"),
        "forearm": NP_("regions", "forearm"),
        "hip": NP_("regions", "hip"),
        "knee": NP_("regions", "knee"),
        "neck": NP_("regions", "neck"),
        "shoulder": NP_("regions", "shoulder"),
        "wrist": NP_("regions", "wrist"),
    }
)

MOVEMENTS: Mapping[str, str] = MappingProxyType(
    {
        "abduction": NP_("movements", "abduction"),
        "adduction": NP_("movements", "adduction"),
        "dorsiflexion": NP_("movements", "dorsiflexion"),
        "eversion": NP_("movements", "eversion"),
        "extension": NP_("movements", "extension"),
        "external_rotation": NP_("movements", "external rotation"),
        "flexion": NP_("movements", "flexion"),
        "internal_rotation": NP_("movements", "internal rotation"),
        "inversion": NP_("movements", "inversion"),
        "lateral_flexion": NP_("movements", "side bending"),
        "plantarflexion": NP_("movements", "plantarflexion"),
        "pronation": NP_("movements", "pronation"),
        "radial_deviation": NP_("movements", "radial deviation"),
        "rotation": NP_("movements", "rotation"),
        "supination": NP_("movements", "supination"),
        "ulnar_deviation": NP_("movements", "ulnar deviation"),
    }
)

TABLES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "no_number": NO_NUMBER,
        "not_counted": NOT_COUNTED,
        "directions": DIRECTIONS,
        "no_trend": NO_TREND,
        "no_morning": NO_MORNING,
        "visit_statuses": VISIT_STATUSES,
        "cancelled": CANCELLED,
        "discharged": DISCHARGED,
        "restricted": RESTRICTED,
        "erased": ERASED,
        "purposes": PURPOSES,
        "channels": CHANNELS,
        "movements": MOVEMENTS,
    }
)


class Terms:
    """A code that has no words is shown as it stands: it may come from a newer version of the service."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def __call__(self, kind: str, code: str | Enum | None) -> str:
        """The words for a code of a kind. Raises KeyError for a kind that there is not."""
        if code is None:
            return ""
        said = str(code.value) if isinstance(code, Enum) else code
        table = TABLES[kind]
        return self._words.meant(kind, table[said]) if said in table else said.replace("_", " ")

    @staticmethod
    def capital(text: str) -> str:
        """With a capital letter first and the others as they are: German nouns keep theirs."""
        return text[:1].upper() + text[1:]

    def joint(self, code: str | Enum) -> str:
        said = str(code.value) if isinstance(code, Enum) else code
        if said not in JOINTS:
            return said.replace("_", " ")
        return self._words.meant("joints" if said == "back" else "regions", JOINTS[said])

    def measure(self, one: Measure, vocabulary: Vocabulary) -> str:
        """What was measured at a visit: knee, left: flexion 95°."""
        said, side = self.joint(one.joint), vocabulary.side(one.side)
        where = f"{said}, {side}" if side else said
        movement = self("movements", one.movement)
        match one:
            case RangeOfMotion(degrees=degrees, passive=True):
                return self._words(
                    "%(where)s: %(movement)s %(degrees)s°, passive", where=where, movement=movement, degrees=degrees
                )
            case RangeOfMotion(degrees=degrees):
                return self._words(
                    "%(where)s: %(movement)s %(degrees)s°", where=where, movement=movement, degrees=degrees
                )
            case ManualStrength(grade=grade):
                level = numbers.format_decimal(Decimal(grade) / 10, "0.#", locale=self._words.language)
                return self._words(
                    "%(where)s: %(movement)s, strength %(grade)s of 5", where=where, movement=movement, grade=level
                )
            case MeasuredStrength(newtons=newtons):
                return self._words(
                    "%(where)s: %(movement)s %(newtons)s N", where=where, movement=movement, newtons=newtons
                )
