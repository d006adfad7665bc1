"""Who should meet whom."""

from analysis.encounters.exchanging import Exchange, InvalidOffers, exchange, helpers, shortages
from analysis.encounters.latecomers import replan
from analysis.encounters.planning import plan_meeting, table_sizes
from analysis.encounters.plans import Plan
from analysis.encounters.suggesting import suggest
from analysis.encounters.wishing import ImpossibleMeeting

__all__ = [
    "Exchange",
    "ImpossibleMeeting",
    "InvalidOffers",
    "Plan",
    "exchange",
    "helpers",
    "plan_meeting",
    "replan",
    "shortages",
    "suggest",
    "table_sizes",
]
