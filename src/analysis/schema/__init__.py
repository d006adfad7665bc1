"""What a valid table is: columns, types, keys, allowed values.

Terms: an *initiative* is something that people undertake; an *actor* is an organisation (or a
person who agreed to be shown); a *participation* says that an actor takes part in an initiative, in
a *role*; a *theme* is an editorial tag. This is the one place where columns are said: reading,
checking, writing and the printed data dictionary all come from here.
"""

from analysis.schema.checks import check, tidy
from analysis.schema.people import may_be_shown
from analysis.schema.problems import InvalidData, Problem
from analysis.schema.tables import PRECISIONS, ROLES, TABLES, Column, Table, dictionary

__all__ = [
    "PRECISIONS",
    "ROLES",
    "TABLES",
    "Column",
    "InvalidData",
    "Problem",
    "Table",
    "check",
    "dictionary",
    "may_be_shown",
    "tidy",
]
