"""What a person opens in a notebook: the linked view of a study, and desks to decide at.

:func:`explore` links map, network, themes, list and portraits of a study; :func:`code` shows texts
one by one and :func:`review` pairs of names, and each writes what a person says to its file at
once. :func:`contents` is what the linked view and the page for everybody hold.
"""

from analysis.explorer.desk import CodingDesk, code
from analysis.explorer.gathering import contents
from analysis.explorer.linked import Explorer, explore
from analysis.explorer.names import NameReview, review
from analysis.explorer.scripts import MissingScript, built

__all__ = [
    "CodingDesk",
    "Explorer",
    "MissingScript",
    "NameReview",
    "built",
    "code",
    "contents",
    "explore",
    "review",
]
