"""An SVG read back as numbers, so that a test compares what is drawn with what it was drawn from."""

from collections.abc import Iterator
from xml.etree import ElementTree as ET

NAMESPACE = "{http://www.w3.org/2000/svg}"


class Drawn:
    """A drawing by its elements; reading it fails where it is not well-formed."""

    def __init__(self, text: str) -> None:
        self.root = ET.fromstring(text)

    def of(self, word: str) -> list[ET.Element]:
        """The elements of a class, in the order they are drawn."""
        return [each for each in self.root.iter() if word in each.get("class", "").split()]

    def numbers(self, word: str, *names: str) -> list[tuple[float, ...]]:
        """The named attributes of each element of a class."""
        return [tuple(float(each.get(name, "0")) for name in names) for each in self.of(word)]

    def corners(self, word: str) -> list[list[tuple[float, float]]]:
        """The corners of each path of a class."""
        return [list(_corners(each.get("d", ""))) for each in self.of(word)]

    def words(self, word: str) -> list[str]:
        return ["".join(each.itertext()) for each in self.of(word)]

    def tips(self, word: str) -> list[str]:
        return [each.findtext(f"{NAMESPACE}title", "") for each in self.of(word)]

    @property
    def title(self) -> str:
        return self.root.findtext(f"{NAMESPACE}title", "")

    @property
    def attributes(self) -> set[str]:
        return {name for each in self.root.iter() for name in each.attrib}


def _corners(path: str) -> Iterator[tuple[float, float]]:
    numbers = [float(part) for part in path.split() if part not in ("M", "L", "Z")]
    return zip(numbers[::2], numbers[1::2], strict=True)
