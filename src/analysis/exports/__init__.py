"""The formats that other tools read: networks for Gephi, yEd, Pajek, UCINET, Kumu and others.

:func:`plain` comes first: it makes of a graph what every format can hold, and says what it had to
change. Each `write_…` then writes it, the same bytes each time.
"""

from analysis.exports.listings import (
    write_edge_csv,
    write_gephi_csv,
    write_pajek,
    write_ucinet,
)
from analysis.exports.markup import write_gexf, write_graphml
from analysis.exports.records import write_hif, write_kumu, write_node_link
from analysis.exports.sanitation import Plain, plain

__all__ = [
    "Plain",
    "plain",
    "write_edge_csv",
    "write_gephi_csv",
    "write_gexf",
    "write_graphml",
    "write_hif",
    "write_kumu",
    "write_node_link",
    "write_pajek",
    "write_ucinet",
]
