"""The words of each point of the scales that patients rate on."""

from services.web.words import NP_, Words

_MILD, _MODERATE, _STRONG = NP_("pain", "mild"), NP_("pain", "moderate"), NP_("pain", "strong")
_PAIN = (
    NP_("pain", "none"),
    *3 * (_MILD,),
    *3 * (_MODERATE,),
    *3 * (_STRONG,),
    NP_("pain", "as strong as you can imagine"),
)

_VERY_EASY, _EASY, _SOMEWHAT = NP_("effort", "very easy"), NP_("effort", "easy"), NP_("effort", "somewhat hard")
_HARD, _VERY_HARD = NP_("effort", "hard"), NP_("effort", "very hard")
_EFFORT = (
    NP_("effort", "no effort"),
    *2 * (_VERY_EASY,),
    *2 * (_EASY,),
    _SOMEWHAT,
    *2 * (_HARD,),
    *2 * (_VERY_HARD,),
    NP_("effort", "all you had"),
)


def pain_steps(words: Words) -> list[str]:
    """The eleven of them, from 0 to 10."""
    return [words.meant("pain", step) for step in _PAIN]


def effort_steps(words: Words) -> list[str]:
    """The eleven of them, from 0 to 10."""
    return [words.meant("effort", step) for step in _EFFORT]
