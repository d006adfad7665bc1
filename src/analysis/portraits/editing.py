"""Documents of blocks as DOCX, for people to complete; the same blocks give the same bytes."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

from docx import Document
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from analysis.portraits.printing import pngs
from analysis.portraits.reading import Block

_EPOCH = (1980, 1, 1, 0, 0, 0)
_SOFT, _LINK = RGBColor(0x6B, 0x6B, 0x6B), RGBColor(0x00, 0x72, 0xB2)
_A4, _MARGIN = (Cm(21), Cm(29.7)), Cm(2)
_LINE = Cm(21 - 2 * 2)  # to write on, from margin to margin
_TITLE = 255  # letters of a property at most
_LEVEL = {"h1": 1, "h2": 2, "h3": 3}


def docx(title: str, blocks: list[Block], *, source: str = "", lang: str = "fr") -> bytes:
    """Write blocks for a word processor, with lines to write on where words are missing."""
    document = Document()
    settings = document.core_properties
    settings.author, settings.language = "interconnaissance", lang
    settings.title = title if len(title) <= _TITLE else f"{title[: _TITLE - 1]}…"
    settings.created = settings.modified = datetime(*_EPOCH)
    normal = document.styles["Normal"].font
    normal.name, normal.size = "DejaVu Sans", Pt(9.5)
    for section in document.sections:
        section.page_width, section.page_height = _A4
        section.left_margin = section.right_margin = _MARGIN
        section.top_margin = section.bottom_margin = Cm(1.8)
    svgs = [f["svg"] for b in blocks if b["kind"] == "figures" for f in b["items"]]
    images = iter(pngs(svgs))
    first = True
    for block in blocks:
        kind = block["kind"]
        if kind in _LEVEL:
            heading = document.add_heading(level=_LEVEL[kind])
            heading.paragraph_format.page_break_before = kind == "h1" and not first
            _write(heading, block["runs"])
            first = False
        elif kind == "list":
            for item in block["items"]:
                _write(document.add_paragraph(style="List Bullet"), item)
        elif kind == "table":
            many = len(block["widths"])
            table = document.add_table(rows=len(block["rows"]), cols=many, style="Table Grid")
            for cells, row in zip(table.rows, block["rows"], strict=True):
                for cell, given in zip(cells.cells, row, strict=True):
                    _write(cell.paragraphs[0], given["runs"], bold=given["head"])
        elif kind == "figures":
            for figure in block["items"]:
                document.add_picture(io.BytesIO(next(images)), width=Cm(8.5))
                document.paragraphs[-1].paragraph_format.space_before = Pt(8)
                _write(document.add_paragraph(), [_run(figure["caption"])], soft=True)
        else:
            asked = document.add_paragraph()
            _write(asked, block["runs"], soft=kind in ("lead", "note"))
            if kind == "blank":
                lines = [document.add_paragraph("\t").paragraph_format for _ in range(2)]
                for line in lines:
                    line.tab_stops.add_tab_stop(_LINE, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
                # A question stands on the page of its lines.
                asked.paragraph_format.keep_with_next = lines[0].keep_with_next = True
    if source:
        _write(document.sections[0].footer.paragraphs[0], [_run(source)], soft=True)
    buffer = io.BytesIO()
    document.save(buffer)
    return _steady(buffer.getvalue())


def _run(text: str) -> dict:
    return {"text": text, "strong": False, "em": False, "url": ""}


def _write(
    paragraph: Paragraph, runs: list[dict], *, bold: bool = False, soft: bool = False
) -> None:
    for given in runs:
        run = paragraph.add_run(given["text"])
        run.bold = given["strong"] or bold or None
        run.italic = given["em"] or None
        if soft:
            run.font.color.rgb = _SOFT
        if given["url"]:
            run.font.color.rgb = _LINK
            link = OxmlElement("w:hyperlink")
            to = paragraph.part.relate_to(given["url"], RELATIONSHIP_TYPE.HYPERLINK, True)
            link.set(qn("r:id"), to)
            link.append(run._r)
            paragraph._p.append(link)


def _steady(content: bytes) -> bytes:
    """Pack again without the hour, so that the same document has the same bytes."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return packed.getvalue()
