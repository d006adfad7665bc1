"""One static figure on one axes: each takes results and ``ax``, and gives ``ax`` back.

Nothing is computed but where a mark is drawn, and nothing is shown or saved:
:func:`save` does that. What a figure counts stands in the
note below it, and :func:`caption` gives it as text.
"""

from analysis.figures.cartography import initiatives
from analysis.figures.charts import growth, themes_by_area
from analysis.figures.comparisons import area_comparison, coverage_bars
from analysis.figures.crossings import links_map, theme_maps
from analysis.figures.doubts import name_doubts
from analysis.figures.flows import trajectories
from analysis.figures.frame import caption
from analysis.figures.graphs import network, two_mode
from analysis.figures.introductions import acquainted, hits, table_sizes
from analysis.figures.neighbourhood import ego
from analysis.figures.paired import editions
from analysis.figures.purposes import aims_matrix
from analysis.figures.saving import save
from analysis.figures.standing import rank_intervals
from analysis.figures.structure import community_confidence, tie_matrix, tie_strengths
from analysis.figures.surfaces import rates_map, reach_map
from analysis.figures.tendencies import theme_curve, theme_trend
from analysis.figures.topics import theme_cards, theme_matrix, theme_plane

__all__ = [
    "acquainted",
    "aims_matrix",
    "area_comparison",
    "caption",
    "community_confidence",
    "coverage_bars",
    "editions",
    "ego",
    "growth",
    "hits",
    "initiatives",
    "links_map",
    "name_doubts",
    "network",
    "rank_intervals",
    "rates_map",
    "reach_map",
    "save",
    "table_sizes",
    "theme_cards",
    "theme_curve",
    "theme_maps",
    "theme_matrix",
    "theme_plane",
    "theme_trend",
    "themes_by_area",
    "tie_matrix",
    "tie_strengths",
    "trajectories",
    "two_mode",
]
