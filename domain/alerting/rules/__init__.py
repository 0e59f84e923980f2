"""The written list of alert rules: one file and one line here for each. A test fails where a file is in no line."""

from domain.alerting.rule import Rule
from domain.alerting.rules.high_pain import HIGH_PAIN
from domain.alerting.rules.hurts import HURTS

RULES: tuple[Rule, ...] = (HIGH_PAIN, HURTS)
