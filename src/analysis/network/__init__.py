"""Who with whom: participations → ties → graph → communities, measures, positions.

Terms: two actors are *tied* when they take part in the same initiative; a tie *shares* a number of
initiatives and has a *strength*; a *plenary* is an initiative too large to tie its actors; an
*isolate* is an actor tied to nobody, kept everywhere.
"""

from analysis.network.bipartite import two_mode_clustering, two_mode_measures
from analysis.network.brokerage import Mixing, bridging, mixing
from analysis.network.cohesion import (
    bootstrap_communities,
    consensus,
    core_periphery,
    resolution_scan,
    two_mode_communities,
)
from analysis.network.describing import describe
from analysis.network.graphs import graph, two_mode
from analysis.network.layout import positions, two_mode_positions
from analysis.network.naming import community_names
from analysis.network.pairs import WEIGHTS
from analysis.network.partition import (
    CommunityConfidence,
    communities,
    community_confidence,
    community_draws,
)
from analysis.network.projection import (
    Estimate,
    estimate,
    participation_counts,
    ties,
)
from analysis.network.provenance import shared_initiatives
from analysis.network.robustness import rank_intervals
from analysis.network.streaming import write_ties
from analysis.network.structure import Summary, measures, summary
from analysis.network.years import evolution, trajectories, windows

__all__ = [
    "WEIGHTS",
    "CommunityConfidence",
    "Estimate",
    "Mixing",
    "Summary",
    "bootstrap_communities",
    "bridging",
    "communities",
    "community_confidence",
    "community_draws",
    "community_names",
    "consensus",
    "core_periphery",
    "describe",
    "estimate",
    "evolution",
    "graph",
    "measures",
    "mixing",
    "participation_counts",
    "positions",
    "rank_intervals",
    "resolution_scan",
    "shared_initiatives",
    "summary",
    "ties",
    "trajectories",
    "two_mode",
    "two_mode_clustering",
    "two_mode_communities",
    "two_mode_measures",
    "two_mode_positions",
    "windows",
    "write_ties",
]
