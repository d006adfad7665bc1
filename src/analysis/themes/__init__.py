"""What about: words, groups of like initiatives, their names, how stable they are.

:func:`compose` makes the text of an initiative; :func:`group` groups texts, :func:`curve` helps to
choose how many groups, :func:`typical` and :func:`subgroups` to read them; what people decide about
them (:func:`write_group_decisions`, :func:`read_group_decisions`) outlives another run.
:func:`assign` adds new texts, :func:`compare` says what became of groups.
:func:`seeded` scores texts on a grid of themes that people write (:func:`read_grid`);
:func:`write_coding_sheet`, :func:`read_codes`, :func:`agreement` and :func:`majority` are for those
who code texts, :func:`learned` carries what they said to the others;
:func:`shares`, :func:`trend` and
:func:`theme_bridges` read groups against places, years and actors, :func:`plane` lays texts out;
:func:`vocabulary` brings free tags to a few labels. At the size of a territory, groups are a draft
for people to discuss: each comes with how stable it is.
"""

from analysis.themes.coding import Agreement, agreement, majority, read_codes, write_coding_sheet
from analysis.themes.comparing import compare
from analysis.themes.deciding import Decision, read_group_decisions, write_group_decisions
from analysis.themes.grids import Seed, read_grid
from analysis.themes.grouping import Grouping, default_k, group
from analysis.themes.joining import ThemesNoLongerFit, assign
from analysis.themes.layout import plane
from analysis.themes.learning import Learned, learned
from analysis.themes.outcomes import curve, subgroups, tables, typical
from analysis.themes.profiles import shares, theme_bridges, trend
from analysis.themes.seeding import Seeded, seeded
from analysis.themes.tags import vocabulary
from analysis.themes.texts import compose

__all__ = [
    "Agreement",
    "Decision",
    "Grouping",
    "Learned",
    "Seed",
    "Seeded",
    "ThemesNoLongerFit",
    "agreement",
    "assign",
    "compare",
    "compose",
    "curve",
    "default_k",
    "group",
    "learned",
    "majority",
    "plane",
    "read_codes",
    "read_grid",
    "read_group_decisions",
    "seeded",
    "shares",
    "subgroups",
    "tables",
    "theme_bridges",
    "trend",
    "typical",
    "vocabulary",
    "write_coding_sheet",
    "write_group_decisions",
]
