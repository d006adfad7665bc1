"""Who is who: one actor for its many spellings, by rule and by the decisions of a person.

:func:`normalise` folds a spelling to a key; :func:`resolve` gives each name its actor;
:func:`read_decisions` reads and checks what a person decided; :func:`roles` maps free words to the
roles that compare.
"""

from analysis.actors.decisions import DECISION_COLUMNS, read_decisions, roles
from analysis.actors.names import normalise
from analysis.actors.resolution import directory, resolve

__all__ = ["DECISION_COLUMNS", "directory", "normalise", "read_decisions", "resolve", "roles"]
