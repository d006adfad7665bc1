"""Who is who: one actor for its many spellings, with a person's decisions kept.

:func:`normalise` folds a spelling to a key; :func:`propose` compares names, says how likely two are
one actor's and why; :func:`resolve` gives each name its actor; :func:`read_decisions` reads and
checks what a person decided; :func:`roles` maps free words to the roles that compare.
"""

from analysis.actors.answering import answer, take_sheet, withdraw, write_sheet
from analysis.actors.changes import name_in_year, unfold_parts
from analysis.actors.companies import search_companies
from analysis.actors.decisions import DECISION_COLUMNS, read_decisions, roles, unmatched
from analysis.actors.explaining import explain
from analysis.actors.listing import match
from analysis.actors.names import normalise
from analysis.actors.proposal import Proposals
from analysis.actors.resolution import directory, propose, resolve
from analysis.actors.reviewing import REVIEW_COLUMNS, name_quality, to_review

__all__ = [
    "DECISION_COLUMNS",
    "REVIEW_COLUMNS",
    "Proposals",
    "answer",
    "directory",
    "explain",
    "match",
    "name_in_year",
    "name_quality",
    "normalise",
    "propose",
    "read_decisions",
    "resolve",
    "roles",
    "search_companies",
    "take_sheet",
    "to_review",
    "unfold_parts",
    "unmatched",
    "withdraw",
    "write_sheet",
]
