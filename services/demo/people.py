"""The forty invented patients: who they are, what they came with, and how they fare."""

import unicodedata
from enum import StrEnum

from msgspec import Struct

from domain.values import Language, Side


class Kind(StrEnum):
    STEADY = "steady"  # does most of it and gets better
    SLIPPING = "slipping"  # did, and does less every week
    SILENT = "silent"  # has said nothing for a while
    IN_PAIN = "in pain"  # tries, and it hurts more
    NEW = "new"  # came within the last days
    DISCHARGED = "discharged"  # has reached what they came for
    TRAVELLING = "travelling"  # was in another zone for nine days
    PAUSED = "paused"  # was ill for a week


class Person(Struct, frozen=True):
    name: str
    kind: Kind
    complaint: str
    side: Side
    clinic: int  # place in the list of clinics
    therapist: int  # place in the list of that clinic's therapists
    days: int  # since the enrolment
    carer: bool = False  # somebody else writes for them
    desk: bool = False  # sits at one all day
    relief: bool = False  # has an exercise for when it is stiff or sore
    overdid: bool = False  # goes well, but for an exercise that hurt until there was less of it

    @property
    def email(self) -> str:
        plain = unicodedata.normalize("NFKD", self.name.lower().replace("ø", "o").replace("æ", "ae"))
        return plain.encode("ascii", "ignore").decode().replace(" ", ".") + "@post.example"

    @property
    def language(self) -> Language:
        return "fr" if self.clinic == 1 else "en"


LEFT, RIGHT, NONE = Side.LEFT, Side.RIGHT, Side.NONE
STEADY, SLIPPING, SILENT, IN_PAIN = Kind.STEADY, Kind.SLIPPING, Kind.SILENT, Kind.IN_PAIN
OSLO, MONTREAL = 0, 1

PEOPLE: tuple[Person, ...] = (
    Person("Ingrid Solberg", STEADY, "knee", LEFT, OSLO, 0, 56, relief=True),
    Person("Tarjei Bakken", IN_PAIN, "shoulder", RIGHT, OSLO, 0, 49, relief=True),
    Person("Ragnhild Myhre", STEADY, "hip", RIGHT, OSLO, 0, 55, carer=True, overdid=True),
    Person("Eskil Nordby", SLIPPING, "low back", NONE, OSLO, 0, 53, relief=True),
    Person("Solveig Haugen", STEADY, "neck", NONE, OSLO, 0, 42, desk=True, overdid=True),
    Person("Petter Lien", SILENT, "ankle", LEFT, OSLO, 0, 51),
    Person("Amina Warsame", STEADY, "low back", NONE, OSLO, 0, 38, desk=True),
    Person("Jorunn Eide", Kind.DISCHARGED, "knee", RIGHT, OSLO, 0, 56),
    Person("Sindre Moen", STEADY, "elbow", RIGHT, OSLO, 0, 47),
    Person("Kari Tveit", Kind.NEW, "shoulder", LEFT, OSLO, 0, 5),
    Person("Lasse Fossum", SLIPPING, "knee", RIGHT, OSLO, 0, 44),
    Person("Vigdis Rønning", STEADY, "shoulder", LEFT, OSLO, 1, 54, relief=True, overdid=True),
    Person("Magnus Hjelle", IN_PAIN, "low back", NONE, OSLO, 1, 45, desk=True),
    Person("Tone Skaar", STEADY, "ankle", RIGHT, OSLO, 1, 50, relief=True),
    Person("Arvid Kleppe", SILENT, "hip", LEFT, OSLO, 1, 52, carer=True),
    Person("Nora Vestby", STEADY, "knee", LEFT, OSLO, 1, 33),
    Person("Yusuf Demirel", Kind.TRAVELLING, "neck", NONE, OSLO, 1, 46, desk=True),
    Person("Hilde Aune", STEADY, "low back", NONE, OSLO, 1, 56, desk=True, relief=True),
    Person("Geir Sandnes", SLIPPING, "shoulder", RIGHT, OSLO, 1, 48),
    Person("Embla Torp", STEADY, "hip", LEFT, OSLO, 1, 28),
    Person("Bjarne Strand", STEADY, "knee", RIGHT, OSLO, 1, 40, carer=True, relief=True, overdid=True),
    Person("Mirela Kovač", Kind.NEW, "low back", NONE, OSLO, 1, 2, desk=True),
    Person("Camille Fortier", STEADY, "neck", NONE, MONTREAL, 0, 56, desk=True, relief=True, overdid=True),
    Person("Luc Beaudry", IN_PAIN, "knee", LEFT, MONTREAL, 0, 50, relief=True),
    Person("Thérèse Lavoie", STEADY, "hip", RIGHT, MONTREAL, 0, 53, carer=True, relief=True),
    Person("Antoine Gagné", SLIPPING, "ankle", RIGHT, MONTREAL, 0, 47),
    Person("Rania Haddad", STEADY, "shoulder", RIGHT, MONTREAL, 0, 41, relief=True),
    Person("Étienne Morin", SILENT, "low back", NONE, MONTREAL, 0, 55, desk=True),
    Person("Jade Pelletier", STEADY, "ankle", LEFT, MONTREAL, 0, 30, overdid=True),
    Person("Simon Caron", Kind.PAUSED, "elbow", LEFT, MONTREAL, 0, 43, relief=True),
    Person("Maude Thibault", STEADY, "low back", NONE, MONTREAL, 0, 52, desk=True),
    Person("Olivier Dumas", Kind.NEW, "knee", RIGHT, MONTREAL, 0, 6),
    Person("Béatrice Nadeau", STEADY, "knee", LEFT, MONTREAL, 1, 49),
    Person("Félix Arsenault", IN_PAIN, "elbow", RIGHT, MONTREAL, 1, 39),
    Person("Huguette Caron", STEADY, "hip", LEFT, MONTREAL, 1, 54, carer=True, overdid=True),
    Person("Wei Zhang", SLIPPING, "neck", NONE, MONTREAL, 1, 51, desk=True),
    Person("Noémie Paquin", STEADY, "shoulder", LEFT, MONTREAL, 1, 36),
    Person("Gaétan Leblond", SILENT, "knee", RIGHT, MONTREAL, 1, 46),
    Person("Anaïs Trudel", SLIPPING, "hip", RIGHT, MONTREAL, 1, 45, relief=True),
    Person("Marc Ouimet", STEADY, "low back", NONE, MONTREAL, 1, 44, desk=True, relief=True),
)
"""The first is the example of one who does well, the second of one in pain; both are the first therapist's."""

GOOD, HURTING = 0, 1
"""Places in the list."""
