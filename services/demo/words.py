"""What patients write beside their reports, and therapists of a visit; it goes into the vault and into no event."""

from collections.abc import Mapping

from domain.values import BarrierReason, Language

BARRIERS: Mapping[Language, Mapping[BarrierReason, str]] = {
    "en": {
        BarrierReason.NO_TIME: "Late shift again.",
        BarrierReason.TRAVELLING: "No floor space in the hotel room.",
        BarrierReason.HURTS: "A sharp pain on the way up, so I left this one out.",
        BarrierReason.UNWELL: "In bed with a cold.",
    },
    "fr": {
        BarrierReason.NO_TIME: "Journée trop longue au travail.",
        BarrierReason.HURTS: "Ça pince en montant, je l'ai laissé tomber.",
        BarrierReason.TOO_HARD: "La deuxième série est trop dure.",
    },
}

HIGH_PAIN: Mapping[Language, str] = {
    "en": "Much worse than this morning, I had to stop.",
    "fr": "Bien pire que ce matin, j'ai dû arrêter.",
}

FIRST_SEEN: Mapping[Language, str] = {
    "en": "Guards the movement. Knows what brings it on.",
    "fr": "Se protège dans le mouvement. Sait ce qui déclenche la douleur.",
}

BETTER: Mapping[Language, str] = {
    "en": "Moves more freely than at the start. Does the exercises cleanly.",
    "fr": "Bouge plus librement qu'au début. Exécute bien les exercices.",
}

AS_BEFORE: Mapping[Language, str] = {
    "en": "Hardly any change. Went through the program again.",
    "fr": "Presque pas de changement. Programme revu ensemble.",
}

WORSE: Mapping[Language, str] = {
    "en": "More irritable than at the start. To come again in a week.",
    "fr": "Plus irritable qu'au début. À revoir dans une semaine.",
}
