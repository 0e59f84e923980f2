"""The written list of alert rules: one file and one line here for each. A test fails where a file is in no line."""

from domain.alerting.rule import Rule
from domain.alerting.rules.high_pain import HIGH_PAIN
from domain.alerting.rules.hurts import HURTS
from domain.alerting.rules.red_flag import RED_FLAG

RULES: tuple[Rule, ...] = (RED_FLAG, HIGH_PAIN, HURTS)
