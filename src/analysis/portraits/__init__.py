"""Pages to read and to print: portraits, portraits croisés, the papers of a meeting.

:class:`Portraits` makes the page of an actor, of two side by side, of a territory's elected person;
:func:`changes` the page of two editions compared; :func:`to_html`, :func:`to_docx` and
:func:`to_pdf` give a page its form, :func:`write_portraits` writes those of a study and
:func:`write_meeting` the papers of a meeting. Only actors that may be shown are named; what is
unknown is a blank to fill.
"""

from analysis.portraits.changing import changes
from analysis.portraits.pages import Page, to_docx, to_html, to_pdf
from analysis.portraits.papers import write_meeting
from analysis.portraits.portraying import Portraits
from analysis.portraits.writing import write_portraits

__all__ = [
    "Page",
    "Portraits",
    "changes",
    "to_docx",
    "to_html",
    "to_pdf",
    "write_meeting",
    "write_portraits",
]
