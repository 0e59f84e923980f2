"""A long text costs the log no more than a short one, and is told of no further than a line goes."""

from services.cli.redaction import TEXT_AT_MOST, without_words


def test_a_text_of_any_length_is_soon_cut() -> None:
    assert len(without_words("a." * 1_000_000)) == TEXT_AT_MOST


def test_what_is_quoted_goes_before_anything_is_cut() -> None:
    assert without_words(f"refused: '{'a word of hers ' * 10_000}'") == "refused: …"
