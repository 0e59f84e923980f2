"""The page's sign on a home screen, drawn here as it stands in `site/icon.svg`: from one visit to the next."""

from functools import cache
from io import BytesIO
from itertools import pairwise

from PIL import Image, ImageDraw

GROUND, LINES, FAINT = (15, 92, 92, 255), (255, 255, 255, 255), (147, 190, 190, 255)
GRID = 24  # the drawing's own units
FINER = 4  # drawn so many times larger, for smooth edges
CORNER = 6
KEPT_FREE = 0.72
"""Of a maskable icon the part that every launcher shows, and a little less."""

Point = tuple[float, float]
_WAVE: tuple[tuple[Point, Point, Point, Point], ...] = (
    ((4, 14.5), (7.2, 14.5), (7.7, 8.5), (12, 8.5)),
    ((12, 8.5), (16.3, 8.5), (16.8, 14.5), (20, 14.5)),
)


@cache
def icon_png(size: int, *, maskable: bool = False) -> bytes:
    """`size` pixels wide and high. A maskable one fills its square, and a launcher cuts it as it likes."""
    whole = size * FINER
    image = Image.new("RGBA", (whole, whole), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((0, 0, whole - 1, whole - 1), 0 if maskable else CORNER * whole / GRID, fill=GROUND)
    unit = whole / GRID * (KEPT_FREE if maskable else 1)
    left = (whole - GRID * unit) / 2

    def dot(at: Point, radius: float, colour: tuple[int, ...]) -> None:
        x, y = left + at[0] * unit, left + at[1] * unit
        draw.ellipse((x - radius * unit, y - radius * unit, x + radius * unit, y + radius * unit), fill=colour)

    for x in _steps(4, 20):
        dot((x, 18.8), 1.2, FAINT)
    for curve in _WAVE:
        for share in _steps(0, 1):
            dot(_on(curve, share), 1.2, LINES)
    dot((12, 8.3), 2.3, LINES)
    told = BytesIO()
    image.resize((size, size), Image.Resampling.LANCZOS).save(told, "PNG", optimize=True)
    return told.getvalue()


def _steps(start: float, end: float, number: int = 240) -> list[float]:
    return [start + (end - start) * step / number for step in range(number + 1)]


def _on(curve: tuple[Point, ...], share: float) -> Point:
    """A point of a Bézier curve, by halving its lines until one point is left."""
    while len(curve) > 1:
        curve = tuple((a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share) for a, b in pairwise(curve))
    return curve[0]
