"""Who may come in for a patient: giving a way in, the card to hand over, and the devices that are in."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.patient.events import Bearer
from services.http.audit.seen import BREAK_GLASS
from services.http.my.answers import AccessLine, WaysIn
from services.http.patients import PatientAnswer
from services.web.account.agents import told
from services.web.page import Shown
from services.web.view import View
from services.web.words import N_, Words, words_in

DAYS = (30, 90, 180, 365)
USUAL_DAYS = 180

CARD: Mapping[str, str] = MappingProxyType(
    {
        "title": N_("Your exercises, on your phone"),
        "title_carer": N_("Logging exercises for somebody you care for"),
        "scan": N_("Point the camera of your phone at the square and open the link."),
        "or_type": N_("Or open this address in a browser and type the code:"),
        "until": N_("The link and the code are good until"),
        "secret": N_("Whoever has this card can open your page: keep it to yourself, and throw it away afterwards."),
    }
)
"""What stands on the card, to be said in the patient's language."""


async def ways(view: View) -> Shown:
    of = {"patient_id": view.path["patient_id"]}
    known = await view.read("onePatient", PatientAnswer, of)
    found = await view.read("patientWaysIn", WaysIn, of)
    language = known.patient.language if known.patient else view.viewer.language
    glass = BREAK_GLASS in view.asked.seen.rights
    fields = {
        "patient_id": found.patient_id,
        "name": known.person.name if known.person and known.person.name else view.words("Patient without a name"),
        "path": f"/patients/{found.patient_id}",
        "open": [one for one in found.accesses if one.open],
        "over": [one for one in found.accesses if not one.open],
        "may": view.may("givePatientAccess") and not glass,
        "days": DAYS,
        "usual_days": USUAL_DAYS,
        "who": lambda line: who(view.words, line),
        "device": lambda agent: told(agent) or view.words("A device"),
        "card": in_words(words_in(language)),
        "card_language": language,
        "clinic": next((one.name for one in view.viewer.clinics if one.clinic_id == _clinic_of(known)), None),
        "address": f"{view.context.settings.public_url.partition('://')[2]}/my/enter",
    }
    return Shown("entering/ways.html", view.words("Way in for the patient"), fields)


def who(words: Words, line: AccessLine) -> str:
    if line.bearer is Bearer.PATIENT:
        return words("The patient")
    return words("Carer: %(name)s", name=line.label) if line.label else words("A carer")


def in_words(words: Words) -> dict[str, str]:
    return {name: words(text) for name, text in CARD.items()}


def _clinic_of(known: PatientAnswer) -> object:
    return known.patient.clinic_id if known.patient else None
