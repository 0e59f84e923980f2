"""The words of the domain for people, by their codes: regions, reasons, rules, roles. English, marked for gettext."""

from collections.abc import Mapping
from types import MappingProxyType

from services.web.words import N_, NP_

JUST_NOW = N_("just now")

REGIONS: Mapping[str, str] = MappingProxyType(
    {
        "foot": NP_("regions", "foot"),
        "ankle": NP_("regions", "ankle"),
        "lower_leg": NP_("regions", "lower leg"),
        "knee": NP_("regions", "knee"),
        "thigh": NP_("regions", "thigh"),
        "hip": NP_("regions", "hip"),
        "pelvis": NP_("regions", "pelvis"),
        "low_back": NP_("regions", "low back"),
        "thoracic": NP_("regions", "upper back"),
        "abdomen": NP_("regions", "belly"),
        "chest": NP_("regions", "chest"),
        "neck": NP_("regions", "neck"),
        "head": NP_("regions", "head"),
        "jaw": NP_("regions", "jaw"),
        "eyes": NP_("regions", "eyes"),
        "shoulder": NP_("regions", "shoulder"),
        "upper_arm": NP_("regions", "upper arm"),
        "elbow": NP_("regions", "elbow"),
        "forearm": NP_("regions", "forearm"),
        "wrist": NP_("regions", "wrist"),
        "hand": NP_("regions", "hand"),
        "whole_body": NP_("regions", "whole body"),
    }
)

SIDES: Mapping[str, str] = MappingProxyType(
    {
        "left": NP_("sides", "left"),
        "right": NP_("sides", "right"),
        "both": NP_("sides", "both sides"),
    }
)

DEFICITS: Mapping[str, str] = MappingProxyType(
    {
        "mobility": NP_("deficits", "mobility"),
        "strength": NP_("deficits", "strength"),
        "posture": NP_("deficits", "posture"),
        "balance": NP_("deficits", "balance"),
        "control": NP_("deficits", "control"),
        "endurance": NP_("deficits", "endurance"),
    }
)

SYMPTOMS: Mapping[str, str] = MappingProxyType(
    {
        "pain": NP_("symptoms", "pain"),
        "soreness": NP_("symptoms", "soreness"),
        "stiffness": NP_("symptoms", "stiffness"),
        "swelling": NP_("symptoms", "swelling"),
        "numbness": NP_("symptoms", "numbness"),
        "weakness": NP_("symptoms", "weakness"),
        "other": NP_("symptoms", "something else"),
    }
)

TIMINGS: Mapping[str, str] = MappingProxyType(
    {
        "at_rest": NP_("timings", "at rest"),
        "before": NP_("timings", "before exercising"),
        "during": NP_("timings", "during the exercise"),
        "after": NP_("timings", "after exercising"),
        "next_morning": NP_("timings", "the next morning"),
    }
)

BARRIERS: Mapping[str, str] = MappingProxyType(
    {
        "no_time": NP_("barriers", "no time"),
        "forgot": NP_("barriers", "forgot"),
        "hurts": NP_("barriers", "it hurts"),
        "too_hard": NP_("barriers", "too hard"),
        "unclear": NP_("barriers", "not clear how"),
        "unwell": NP_("barriers", "unwell"),
        "no_equipment": NP_("barriers", "nothing to do it with"),
        "travelling": NP_("barriers", "travelling"),
    }
)

PROVENANCES: Mapping[str, str] = MappingProxyType(
    {
        "sensed": NP_("provenances", "measured by a device"),
        "patient": NP_("provenances", "from the patient"),
        "carer": NP_("provenances", "from a carer"),
        "clinician": NP_("provenances", "entered by staff"),
        "imported": NP_("provenances", "imported"),
        "inferred": NP_("provenances", "inferred"),
    }
)

CUES: Mapping[str, str] = MappingProxyType(
    {
        "waking_up": NP_("cues", "when waking up"),
        "brushing_teeth": NP_("cues", "while brushing teeth"),
        "kettle": NP_("cues", "while the kettle boils"),
        "meal": NP_("cues", "at a meal"),
        "red_light": NP_("cues", "at red lights"),
        "stairs": NP_("cues", "on the stairs"),
        "phone_call": NP_("cues", "during a phone call"),
        "desk_break": NP_("cues", "in a break at the desk"),
        "commercial_break": NP_("cues", "in a commercial break"),
        "going_to_bed": NP_("cues", "when going to bed"),
    }
)

RULES: Mapping[str, str] = MappingProxyType(
    {
        "red_flag": NP_("rules", "red flag"),
        "high_pain": NP_("rules", "high pain"),
        "rising_pain": NP_("rules", "rising pain"),
        "over_the_band": NP_("rules", "too much pain in an exercise"),
        "hurts": NP_("rules", "an exercise hurts"),
        "not_settled": NP_("rules", "not settled the next morning"),
        "long_soreness": NP_("rules", "long soreness"),
        "silent": NP_("rules", "nothing logged"),
        "low": NP_("rules", "little is done"),
        "drop": NP_("rules", "much less than before"),
        "early_slip": NP_("rules", "an early slip"),
        "blocked": NP_("rules", "something stands in the way"),
    }
)

GRADES: Mapping[str, str] = MappingProxyType(
    {
        "critical": NP_("grades", "critical"),
        "high": NP_("grades", "high"),
        "medium": NP_("grades", "medium"),
    }
)

ALERT_STATUSES: Mapping[str, str] = MappingProxyType(
    {
        "open": NP_("alert_statuses", "open"),
        "acknowledged": NP_("alert_statuses", "taken on"),
        "resolved": NP_("alert_statuses", "resolved"),
    }
)

RESOLUTIONS: Mapping[str, str] = MappingProxyType(
    {
        "program_changed": NP_("resolutions", "program changed"),
        "called": NP_("resolutions", "called"),
        "reassured": NP_("resolutions", "reassured"),
        "referred": NP_("resolutions", "referred"),
        "moved": NP_("resolutions", "moved to another record"),
    }
)

ROLES: Mapping[str, str] = MappingProxyType(
    {
        "owner": NP_("roles", "owner"),
        "admin": NP_("roles", "admin"),
        "therapist": NP_("roles", "therapist"),
        "assistant": NP_("roles", "assistant"),
    }
)

SCOPES: Mapping[str, str] = MappingProxyType(
    {
        "reports": NP_("scopes", "send reports"),
        "enrolment": NP_("scopes", "enrol patients"),
        "programs": NP_("scopes", "assign programs"),
        "read": NP_("scopes", "read"),
    }
)

SIGNS: Mapping[str, str] = MappingProxyType(
    {
        "saddle_numbness": NP_("signs", "numbness around the groin or buttocks"),
        "new_bladder_or_bowel_trouble": NP_("signs", "new trouble with bladder or bowel"),
        "weakness_in_both_legs": NP_("signs", "weakness in both legs"),
        "chest_pain": NP_("signs", "chest pain"),
        "breathlessness": NP_("signs", "breathlessness"),
        "hot_swollen_calf": NP_("signs", "a hot, swollen calf"),
        "fever_with_a_wound": NP_("signs", "fever with a wound"),
        "fall_with_injury": NP_("signs", "a fall with injury"),
    }
)

VISITS: Mapping[str, str] = MappingProxyType(
    {
        "first": NP_("visits", "first visit"),
        "follow_up": NP_("visits", "follow-up"),
        "discharge": NP_("visits", "last visit"),
        "telehealth": NP_("visits", "video visit"),
    }
)

CHANGES: Mapping[str, str] = MappingProxyType(
    {
        "assigned": NP_("changes", "program assigned"),
        "revised": NP_("changes", "program revised"),
        "paused": NP_("changes", "program paused"),
        "resumed": NP_("changes", "program resumed"),
        "rest_advised": NP_("changes", "rest advised"),
        "completed": NP_("changes", "program completed"),
        "replaced": NP_("changes", "program replaced"),
        "stopped": NP_("changes", "exercise stopped"),
        "discharged": NP_("changes", "discharged"),
        "readmitted": NP_("changes", "readmitted"),
        "held": NP_("changes", "on hold"),
        "cleared": NP_("changes", "hold cleared"),
    }
)

SUPPRESSED: Mapping[str, str] = MappingProxyType(
    {
        "on_hold": NP_("suppressed", "on hold"),
        "no_consent": NP_("suppressed", "no consent"),
        "switched_off": NP_("suppressed", "reminders are off"),
        "no_channel": NP_("suppressed", "no way to reach the patient"),
        "ignored": NP_("suppressed", "fewer, because earlier ones led to nothing"),
        "most_a_day": NP_("suppressed", "enough for one day"),
        "done": NP_("suppressed", "done already"),
        "paused": NP_("suppressed", "paused"),
        "discharged": NP_("suppressed", "discharged"),
        "too_late": NP_("suppressed", "too late to help"),
    }
)
