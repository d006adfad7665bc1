"""Networks as other tools write them: GEXF, GraphML, GML, Pajek, UCINET, CSV, JSON.

:func:`read_network` gives a :class:`RoughNetwork`, nodes and edges as they were written, and says
what it had to understand. :func:`read_participations` gives who takes part in what, of files of two
modes. What :mod:`analysis.exports` writes, they read back.
"""

from analysis.sources.network.loading import RoughNetwork, read_network
from analysis.sources.network.participations import Participations, read_participations

__all__ = ["Participations", "RoughNetwork", "read_network", "read_participations"]
