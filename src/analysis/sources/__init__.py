"""Read the files that people hold into rough tables, and say what was understood.

:func:`read` takes one file; :func:`assemble` turns the files of a study into its tables;
:func:`understand` proposes what a file is and which column is what; :func:`read_network` takes a
network, :func:`read_participations` one of two modes; :func:`stream` a table larger than memory. No
row is lost and no value changed in silence: each :class:`Reading` carries a report.
"""

from analysis.sources.assembly import Assembled, assemble
from analysis.sources.headers import guess
from analysis.sources.network import (
    Participations,
    RoughNetwork,
    read_network,
    read_participations,
)
from analysis.sources.reading import Reading, read
from analysis.sources.streaming import stream
from analysis.sources.understanding import Understanding, linked, understand

__all__ = [
    "Assembled",
    "Participations",
    "Reading",
    "RoughNetwork",
    "Understanding",
    "assemble",
    "guess",
    "linked",
    "read",
    "read_network",
    "read_participations",
    "stream",
    "understand",
]
