"""The words of which modules make the sentences of doses and schedules while somebody changes them.

The same words as `services/web/common/vocabulary.py` uses: the two say the same of everything, which a test compares.
"""

from babel import dates

from domain.values import CueKind, Side
from services.web.common.vocabulary import Vocabulary
from services.web.words import Words

ONE, SEVERAL = 1, 2
WEEK = range(7)


def sentence_words(words: Words) -> dict[str, object]:
    """By names that modules know. Of two forms the first is for one; `%(n)s` and other holes are theirs to fill."""
    v = Vocabulary(words)

    def forms(one: str, several: str) -> list[str]:
        return [words.plain_many(one, several, ONE), words.plain_many(one, several, SEVERAL)]

    named = dates.get_day_names
    return {
        "sets": forms("%(n)s set", "%(n)s sets"),
        "reps": forms("%(n)s repetition", "%(n)s repetitions"),
        "hold": words("hold %(seconds)s s"),
        "load": words("%(load)s kg"),
        "tempo": words("tempo %(tempo)s"),
        "effort": words("effort %(effort)s of 10"),
        "times": forms("once", "%(n)s times"),
        "fixed": words("%(times)s %(days)s"),
        "cue": words("%(times)s %(cue)s, %(days)s"),
        "interval": words("every %(minutes)s minutes from %(start)s to %(end)s, %(days)s"),
        "weekly": forms("once a week, on any day", "%(n)s times a week, on any days"),
        "most": forms("at most once a day", "at most %(n)s times a day"),
        "symptom": words("whenever it is sore or stiff"),
        "everyDay": words("every day"),
        "onDays": words("on %(days)s"),
        "cues": {cue.value: v.cue(cue) for cue in CueKind},
        "sides": {side.value: v.side(side) for side in Side},
        "days": [named("wide", locale=words.language)[day] for day in WEEK],
    }
