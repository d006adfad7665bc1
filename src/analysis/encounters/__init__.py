"""Who should meet whom, what they can bring one another, and what a meeting changed.

:func:`acquainted` says which pairs worked together and which never met; :func:`suggest` names whom
each actor should meet, and :func:`hits` how good such lists are. :func:`exchange` packs offers and
needs into circles, :func:`helpers` gives each need somebody who offers it, :func:`shortages` lists
what nobody does and :func:`near_subjects` what may be offered under another name.
:func:`plan_meeting` seats people round after round, :func:`replan` changes a plan late,
:func:`table_sizes` compares sizes of tables. :func:`ambassadors` and :func:`reuse` say who could
carry what elsewhere, :func:`pairs_to_portray` whom to set side by side, :func:`aims` and
:func:`aims_matrix` what initiatives are for. :func:`compare_editions` and :func:`follow_meetings`
look at what changed. What is said to be optimal comes with its bound.
"""

from analysis.encounters.aiming import aims, aims_matrix
from analysis.encounters.carrying import ambassadors, reuse
from analysis.encounters.editions import Editions, NothingInCommon, compare_editions
from analysis.encounters.evaluating import hits
from analysis.encounters.exchanging import Exchange, InvalidOffers, exchange, helpers, shortages
from analysis.encounters.following import Followed, follow_meetings
from analysis.encounters.latecomers import replan
from analysis.encounters.measuring import acquainted
from analysis.encounters.pairing import pairs_to_portray
from analysis.encounters.planning import plan_meeting, table_sizes
from analysis.encounters.plans import Plan
from analysis.encounters.subjects import near_subjects
from analysis.encounters.suggesting import ALIKE, CLOSE, suggest
from analysis.encounters.wishing import ImpossibleMeeting

__all__ = [
    "ALIKE",
    "CLOSE",
    "Editions",
    "Exchange",
    "Followed",
    "ImpossibleMeeting",
    "InvalidOffers",
    "NothingInCommon",
    "Plan",
    "acquainted",
    "aims",
    "aims_matrix",
    "ambassadors",
    "compare_editions",
    "exchange",
    "follow_meetings",
    "helpers",
    "hits",
    "near_subjects",
    "pairs_to_portray",
    "plan_meeting",
    "replan",
    "reuse",
    "shortages",
    "suggest",
    "table_sizes",
]
