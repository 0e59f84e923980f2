"""The written list of everything people look at: a line for each area."""

from services.web.account.pages import PAGES as ACCOUNT
from services.web.alerts.pages import PAGES as ALERTS
from services.web.clinic.pages import PAGES as CLINIC
from services.web.common.pages import PAGES as COMMON
from services.web.entering.pages import PAGES as ENTERING
from services.web.entry.pages import PAGES as ENTRY
from services.web.exercise_library.pages import PAGES as LIBRARY
from services.web.house.pages import PAGES as HOUSE
from services.web.messages.pages import PAGES as MESSAGES
from services.web.my.pages import PAGES as MY
from services.web.page import Page
from services.web.patient.pages import PAGES as PATIENT
from services.web.people.pages import PAGES as PEOPLE
from services.web.program.pages import PAGES as PROGRAM
from services.web.today.pages import PAGES as TODAY

PAGES: tuple[Page, ...] = (
    *COMMON,
    *TODAY,
    *ALERTS,
    *MESSAGES,
    *PEOPLE,
    *HOUSE,
    *ENTRY,
    *ENTERING,
    *ACCOUNT,
    *CLINIC,
    *LIBRARY,
    *PROGRAM,
    *PATIENT,
    *MY,
)
