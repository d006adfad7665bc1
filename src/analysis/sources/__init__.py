"""Read the files that people hold into rough tables, and say what was understood.

:func:`read` takes one file; :func:`assemble` turns the files of a study into its tables;
:func:`guess` proposes which column is what; :func:`read_network` takes a network. No row is lost
and no value changed in silence: each :class:`Reading` carries a report.
"""

from analysis.sources.assembly import Assembled, assemble
from analysis.sources.headers import guess
from analysis.sources.network import RoughNetwork, read_network
from analysis.sources.reading import Reading, read

__all__ = ["Assembled", "Reading", "RoughNetwork", "assemble", "guess", "read", "read_network"]
