"""A picture of a page, small enough to stand in the tree."""

from io import BytesIO

from PIL import Image
from playwright.async_api import Page

AT_MOST = 60_000  # bytes
QUALITIES = (82, 74, 66, 58, 50, 42)


async def small_picture(page: Page) -> bytes:
    """WebP of what the window shows, in the best quality that is small enough. Raises ValueError where none is."""
    shot = await page.screenshot(animations="disabled", caret="hide")
    with Image.open(BytesIO(shot)) as image:
        for quality in QUALITIES:
            out = BytesIO()
            image.convert("RGB").save(out, "WEBP", quality=quality, method=6)
            if out.tell() <= AT_MOST:
                return out.getvalue()
    raise ValueError(f"no quality makes a picture of {AT_MOST} bytes of {page.url}")
