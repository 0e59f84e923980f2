"""The two pages of an account, side by side."""

from services.web.words import Words


def tabs(words: Words) -> list[tuple[str, str]]:
    """Address and name of each."""
    return [("/account", words("You")), ("/account/sign-in", words("Signing in"))]
