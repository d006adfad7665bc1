"""One page for everybody: map, network, themes, list and portraits in one file, without the net.

:func:`write_atlas` writes it, with what :func:`analysis.explorer.contents` gathers. Only actors
that may be shown are in it.
"""

from analysis.atlas.writing import write_atlas

__all__ = ["write_atlas"]
