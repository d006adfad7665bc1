"""Networks as other tools write them: GEXF, GraphML, GML, Pajek, UCINET, CSV, JSON.

:func:`read_network` gives a :class:`RoughNetwork`, nodes and edges as they were written, and says
what it had to understand. What :mod:`analysis.exports` writes, it reads back.
"""

from analysis.sources.network.loading import RoughNetwork, read_network

__all__ = ["RoughNetwork", "read_network"]
