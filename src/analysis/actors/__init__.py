"""Who is who: one actor for its many spellings, with a person's decisions kept.

:func:`normalise` folds a spelling to a key; :func:`propose` compares names, says how likely two are
one actor's and why; :func:`resolve` gives each name its actor; :func:`read_decisions` reads and
checks what a person decided; :func:`roles` maps free words to the roles that compare.
"""

from analysis.actors.decisions import DECISION_COLUMNS, read_decisions, roles, unmatched
from analysis.actors.names import normalise
from analysis.actors.proposal import Proposals
from analysis.actors.resolution import directory, propose, resolve

__all__ = [
    "DECISION_COLUMNS",
    "Proposals",
    "directory",
    "normalise",
    "propose",
    "read_decisions",
    "resolve",
    "roles",
    "unmatched",
]
