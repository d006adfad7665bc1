"""What about: words, groups of like initiatives, their names, how stable they are.

:func:`compose` makes the text of an initiative; :func:`group` groups texts; :func:`curve` helps to
choose how many groups; :func:`vocabulary` brings free tags to a few labels. At the size of a
territory, groups are a draft for people to discuss: each comes with how stable it is.
"""

from analysis.themes.grouping import Grouping, curve, default_k, group, tables
from analysis.themes.tags import vocabulary
from analysis.themes.texts import compose

__all__ = ["Grouping", "compose", "curve", "default_k", "group", "tables", "vocabulary"]
