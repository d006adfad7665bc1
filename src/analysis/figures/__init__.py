"""One static figure on one axes: each takes results and ``ax``, and gives ``ax`` back.

Nothing is computed but where a mark is drawn, and nothing is shown or saved:
:func:`analysis.style.save` does that.
"""

from analysis.figures.cartography import initiatives
from analysis.figures.charts import growth, themes_by_area
from analysis.figures.graphs import network, two_mode

__all__ = ["growth", "initiatives", "network", "themes_by_area", "two_mode"]
