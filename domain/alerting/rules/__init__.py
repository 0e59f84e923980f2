"""The written lists of alert rules: one file and one line here for each. A test fails where a file is in no line."""

from domain.alerting.rule import ClosingRule, Rule
from domain.alerting.rules.blocked import BLOCKED
from domain.alerting.rules.drop import DROP
from domain.alerting.rules.early_slip import EARLY_SLIP
from domain.alerting.rules.high_pain import HIGH_PAIN
from domain.alerting.rules.hurts import HURTS
from domain.alerting.rules.long_soreness import LONG_SORENESS
from domain.alerting.rules.low import LOW
from domain.alerting.rules.not_settled import NOT_SETTLED
from domain.alerting.rules.over_the_band import OVER_THE_BAND
from domain.alerting.rules.red_flag import RED_FLAG
from domain.alerting.rules.rising_pain import RISING_PAIN
from domain.alerting.rules.silent import SILENT

RULES: tuple[Rule, ...] = (
    RED_FLAG,
    HIGH_PAIN,
    RISING_PAIN,
    OVER_THE_BAND,
    HURTS,
    NOT_SETTLED,
    LONG_SORENESS,
    BLOCKED,
)
"""Asked about each event."""

CLOSING_RULES: tuple[ClosingRule, ...] = (SILENT, LOW, DROP, EARLY_SLIP)
"""Asked when a date of the patient is over."""
