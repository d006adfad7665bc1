"""Interactive maps for a notebook: they work without tiles, communes being their ground.

:func:`initiatives` shows marks by theme and, for thousands, :func:`binned` how many are where;
:func:`rates` shows areas by rate, :func:`links` the actors that territories share;
:func:`side_by_side` sets two that move as one.
"""

from analysis.maps.areas import links, rates
from analysis.maps.beside import side_by_side
from analysis.maps.bins import binned, discs, located
from analysis.maps.choosing import lasso, ring, rings
from analysis.maps.ground import ground_of
from analysis.maps.marks import initiatives, leave, theme_layers

__all__ = [
    "binned",
    "discs",
    "ground_of",
    "initiatives",
    "lasso",
    "leave",
    "links",
    "located",
    "rates",
    "ring",
    "rings",
    "side_by_side",
    "theme_layers",
]
