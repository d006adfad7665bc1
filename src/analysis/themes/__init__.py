"""What about: words, groups of like initiatives, their names, how stable they are.

:func:`compose` makes the text of an initiative; :func:`group` groups texts; :func:`curve` helps to
choose how many groups; :func:`seeded` scores texts on a grid of themes that people write
(:func:`read_grid`); :func:`vocabulary` brings free tags to a few labels. At the size of a
territory, groups are a draft for people to discuss: each comes with how stable it is.
"""

from analysis.themes.grids import Seed, read_grid
from analysis.themes.grouping import Grouping, curve, default_k, group, tables
from analysis.themes.seeding import Seeded, seeded
from analysis.themes.tags import vocabulary
from analysis.themes.texts import compose

__all__ = [
    "Grouping",
    "Seed",
    "Seeded",
    "compose",
    "curve",
    "default_k",
    "group",
    "read_grid",
    "seeded",
    "tables",
    "vocabulary",
]
