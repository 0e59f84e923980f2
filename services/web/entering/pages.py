"""The address where patients and carers come in, and the one where staff give them a way in."""

from services.web.entering.enter import enter
from services.web.entering.ways import ways
from services.web.page import Page

PAGES = (
    Page(path="/my/enter", name="enterPage", show=enter),
    Page(path="/patients/{patient_id}/access", name="patientAccessPage", show=ways),
)
