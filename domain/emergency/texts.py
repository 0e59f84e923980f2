"""The emergency text's phrases in each language. `{number}` stands for the number to call."""

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct

from domain.values import Language


class Phrases(Struct, frozen=True, kw_only=True):
    stop: str
    call: str
    call_anywhere: str  # where the country is not known
    elsewhere: str
    company: str
    told: str
    not_told: str  # also where nobody knows


TEXTS: Mapping[Language, Phrases] = MappingProxyType(
    {
        "en": Phrases(
            stop="Stop your exercises now.",
            call="These signs can be an emergency. Call {number} now.",
            call_anywhere=(
                "These signs can be an emergency. Call the emergency number of the country you are in now: in most "
                "countries {number} works from a mobile phone."
            ),
            elsewhere="If you are in another country, call the emergency number there.",
            company="If you can, do not stay alone, and do not drive yourself.",
            told="Your clinic is being told. Do not wait for its answer.",
            not_told="Do not wait for your clinic: it may not have received this.",
        ),
        "de": Phrases(
            stop="Hören Sie jetzt mit den Übungen auf.",
            call="Diese Zeichen können ein Notfall sein. Rufen Sie jetzt {number} an.",
            call_anywhere=(
                "Diese Zeichen können ein Notfall sein. Rufen Sie jetzt die Notrufnummer des Landes an, in dem Sie "
                "sind: In den meisten Ländern gilt vom Mobiltelefon {number}."
            ),
            elsewhere="Wenn Sie in einem anderen Land sind, rufen Sie die Notrufnummer dort an.",
            company="Bleiben Sie möglichst nicht allein, und fahren Sie nicht selbst.",
            told="Ihre Praxis wird benachrichtigt. Warten Sie nicht auf ihre Antwort.",
            not_told="Warten Sie nicht auf Ihre Praxis: Vielleicht hat sie diese Meldung nicht erhalten.",
        ),
        "es": Phrases(
            stop="Deje los ejercicios ahora.",
            call="Estos síntomas pueden ser una emergencia. Llame ahora al {number}.",
            call_anywhere=(
                "Estos síntomas pueden ser una emergencia. Llame ahora al número de emergencias del país en el que "
                "está: en la mayoría de los países vale el {number} desde un teléfono móvil."
            ),
            elsewhere="Si está en otro país, llame al número de emergencias de allí.",
            company="Si puede, no se quede a solas y no conduzca.",
            told="Estamos avisando a su clínica. No espere su respuesta.",
            not_told="No espere a su clínica: es posible que no haya recibido este aviso.",
        ),
        "fr": Phrases(
            stop="Arrêtez vos exercices maintenant.",
            call="Ces signes peuvent être une urgence. Appelez le {number} maintenant.",
            call_anywhere=(
                "Ces signes peuvent être une urgence. Appelez maintenant le numéro d'urgence du pays où vous êtes : "
                "dans la plupart des pays, le {number} fonctionne depuis un téléphone mobile."
            ),
            elsewhere="Si vous êtes dans un autre pays, appelez le numéro d'urgence de ce pays.",
            company="Si possible, restez avec quelqu'un, et ne conduisez pas.",
            told="Votre cabinet est en train d'être prévenu. N'attendez pas sa réponse.",
            not_told="N'attendez pas votre cabinet : il n'a peut-être pas reçu ce message.",
        ),
    }
)
