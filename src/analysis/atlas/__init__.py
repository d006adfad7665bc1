"""One page for everybody: map, network, themes, list and portraits in one file, without the net.

:func:`write_atlas` writes it; :func:`contents` gives what it holds. Only actors that may be shown
are in it. The script is built from ``frontend/`` at set-up.
"""

from analysis.atlas.gathering import contents
from analysis.atlas.writing import MissingScript, write_atlas

__all__ = ["MissingScript", "contents", "write_atlas"]
