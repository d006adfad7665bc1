"""The formats that other tools read: networks for Gephi, yEd, Pajek, UCINET, Kumu and others.

One sanitiser stands before all of them; each function says what it had to change.
"""

from analysis.exports.graphs import (
    write_edge_csv,
    write_gephi_csv,
    write_gexf,
    write_graphml,
    write_hif,
    write_kumu,
    write_node_link,
    write_pajek,
    write_ucinet,
)

__all__ = [
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
