"""What a person opens in a notebook: the linked view of a study, and the desk to code texts.

:func:`explore` links a map and a list of initiatives; :func:`code` shows texts one by one, and
writes each theme that a person gives to its sheet at once.
"""

from analysis.explorer.desk import CodingDesk, code
from analysis.explorer.linked import Explorer, explore

__all__ = ["CodingDesk", "Explorer", "code", "explore"]
