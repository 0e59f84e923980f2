"""The addresses of one's own account."""

from services.web.account import mine, signing_in
from services.web.page import Page

PAGES = (
    Page(path="/account", name="accountPage", show=mine.show),
    Page(path="/account/sign-in", name="accountSignInPage", show=signing_in.show),
)
