"""QR codes as drawings that stand in a page: no file, no style, no script."""

import io

import segno


def drawn(text: str) -> str:
    """The code of `text` as SVG, as large as its frame."""
    made = io.BytesIO()
    code = segno.make(text, error="m")
    code.save(made, kind="svg", border=2, omitsize=True, xmldecl=False, svgns=False, svgclass=None, lineclass=None)
    return made.getvalue().decode()
