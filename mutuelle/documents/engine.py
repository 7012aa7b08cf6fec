"""Turns data into PDF with Typst: tagged (PDF/UA-1, PDF/A-2a), with fonts of its own, the same bytes for the same data.

Data travels as JSON through Typst's inputs and is shown as text: nothing in it can be read as markup.
"""

import io
import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import segno
import structlog
import typst

TEMPLATES = Path(__file__).parent / "templates"
PDF = "application/pdf"
STANDARDS: "list[typst.PDFStandard]" = ["a-2a", "ua-1"]

logger = structlog.get_logger()


def render_pdf(template: str, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """Return the PDF of a template (a file of `templates/`, without `.typ`); `at` is its date, whenever it is made.

    A letter that no font of ours has would break the standards: it is then shown as a blank box, and logged.
    """
    compiler = typst.Compiler(
        input=TEMPLATES / f"{template}.typ",
        root=TEMPLATES,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    when = int(at.timestamp())
    try:
        made = compiler.compile(format="pdf", pdf_standards=STANDARDS, timestamp=when)
    except typst.TypstError as error:
        if "could not be displayed" not in error.message:
            raise
        logger.warning("document_lacks_a_letter", template=template)
        made = compiler.compile(format="pdf", timestamp=when)
    if not isinstance(made, bytes):
        raise TypeError(type(made))
    return made


def qr_code(address: str) -> str:
    """Return a QR code that leads to an address, as SVG."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=0)
    return drawn.getvalue().decode()


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
