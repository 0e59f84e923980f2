"""Words of the pages' own source that stand untranslated on a page of another language."""

from functools import cache
from typing import Any

from playwright.async_api import Page

from tests.support.catalogues import areas, messages

SHOWN = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const here = document.documentElement.lang, told = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const holder = node.parentElement;
    if (!holder.closest("script, style, template, code, pre, .code") && holder.closest("[lang]").lang === here)
      told.push(node.nodeValue);
  }
  for (const one of document.querySelectorAll("[aria-label], [placeholder], [title], [alt]"))
    for (const name of ["aria-label", "placeholder", "title", "alt"])
      if (one.closest("[lang]").lang === here) told.push(one.getAttribute(name) ?? "");
  return [...new Set(told.map((text) => text.trim().replace(/\\s+/g, " ")).filter(Boolean))];
}"""
"""Each text of a page that says to be in the page's own language, and each name that is read out."""


@cache
def _other_here(language: str) -> frozenset[str]:
    """What is said otherwise in this language, and never means a word of it."""
    english: set[str] = set()
    said: set[str] = set()
    for area in areas():
        for told, message in messages(area, language):
            forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
            english.update(told.forms)
            said.update(form.casefold() for form in forms)
    return frozenset(one for one in english if one.casefold() not in said)


async def untranslated(page: Page, language: str) -> list[str]:
    """Empty in English, and where all is well."""
    if language == "en":
        return []
    shown: list[Any] = await page.evaluate(SHOWN)
    return [f"not in {language}: {text}" for text in shown if text in _other_here(language)]
