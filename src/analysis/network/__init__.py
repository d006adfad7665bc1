"""Who with whom: participations → ties → graph → communities, measures, positions.

Terms: two actors are *tied* when they take part in the same initiative; a tie *shares* a number of
initiatives and has a *strength*; a *plenary* is an initiative too large to tie its actors; an
*isolate* is an actor tied to nobody, kept everywhere.
"""

from analysis.network.graphs import graph, two_mode
from analysis.network.layout import positions, two_mode_positions
from analysis.network.naming import community_names
from analysis.network.pairs import WEIGHTS
from analysis.network.partition import CommunityConfidence, communities, community_confidence
from analysis.network.projection import (
    Estimate,
    estimate,
    participation_counts,
    shared_initiatives,
    ties,
)
from analysis.network.streaming import write_ties
from analysis.network.structure import Summary, bridging, measures, summary

__all__ = [
    "WEIGHTS",
    "CommunityConfidence",
    "Estimate",
    "Summary",
    "bridging",
    "communities",
    "community_confidence",
    "community_names",
    "estimate",
    "graph",
    "measures",
    "participation_counts",
    "positions",
    "shared_initiatives",
    "summary",
    "ties",
    "two_mode",
    "two_mode_positions",
    "write_ties",
]
