"""Interactive maps for a notebook: they work without tiles, communes being their ground.

:func:`initiatives` shows marks by theme, :func:`rates` areas by rate, :func:`links` the actors that
territories share; :func:`side_by_side` sets two that move as one.
"""

from analysis.maps.areas import links, rates
from analysis.maps.beside import side_by_side
from analysis.maps.marks import initiatives, theme_layers

__all__ = ["initiatives", "links", "rates", "side_by_side", "theme_layers"]
