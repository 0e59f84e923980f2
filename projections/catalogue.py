"""The written list of read models: one line for each."""

from projections.adherence.projection import ADHERENCE
from projections.alert_inbox.projection import ALERT_INBOX
from projections.base import Projection
from projections.caseload.projection import CASELOAD
from projections.course.projection import COURSE
from projections.house.projection import HOUSE
from projections.messages.projection import MESSAGES
from projections.reminders.projection import REMINDERS
from projections.symptoms.projection import SYMPTOMS

PROJECTIONS: tuple[Projection, ...] = (ADHERENCE, SYMPTOMS, CASELOAD, ALERT_INBOX, COURSE, MESSAGES, REMINDERS, HOUSE)
