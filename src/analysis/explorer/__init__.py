"""What a person opens in a notebook: the linked view of a study, and desks to decide at.

:func:`explore` links a map and a list of initiatives; :func:`code` shows texts one by one and
:func:`review` pairs of names, and each writes what a person says to its file at once.
"""

from analysis.explorer.desk import CodingDesk, code
from analysis.explorer.linked import Explorer, explore
from analysis.explorer.names import NameReview, review

__all__ = ["CodingDesk", "Explorer", "NameReview", "code", "explore", "review"]
