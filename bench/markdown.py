"""Tables in markdown whose columns stand under each other also where nobody renders them."""

from collections.abc import Sequence


def aligned(columns: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a table; the first cell of each column is its head."""
    widths = [max(map(len, column)) for column in columns]
    padded = [[cell.ljust(width) for cell in column] for column, width in zip(columns, widths, strict=True)]
    head, *rows = ["| " + " | ".join(cells) + " |" for cells in zip(*padded, strict=True)]
    return [head, "|" + "|".join("-" * (width + 2) for width in widths) + "|", *rows]
