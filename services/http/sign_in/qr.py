"""What a telephone's camera reads: a QR code as an address that an image can be shown from."""

import segno

BORDER = 2  # modules; two more stand around it as the page's own white


def picture_of(text: str) -> str:
    """A data: address of SVG, black on white: cameras do not read it the other way round."""
    code = segno.make(text, error="m", micro=False)
    return str(code.svg_data_uri(scale=4, border=BORDER, dark="#000", light="#fff", omitsize=True))
