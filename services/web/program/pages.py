"""The addresses of a patient's program."""

from services.web.page import Page
from services.web.program.builder import BuilderQuery, builder
from services.web.program.handout import HandoutQuery, handout

PAGES = (
    Page(path="/patients/{patient_id}/program", name="programPage", query=BuilderQuery, show=builder),
    Page(path="/patients/{patient_id}/program/handout", name="handoutPage", query=HandoutQuery, show=handout),
)
