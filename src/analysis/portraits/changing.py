"""The page that answers what a meeting changed."""

from __future__ import annotations

import math

import pandas as pd

from analysis import wording
from analysis.encounters import Editions
from analysis.portraits.pages import Page, environment, filled
from analysis.schema import may_be_shown

_NAMED = 12


def changes(
    editions: Editions,
    actors: pd.DataFrame,
    *,
    title: str = "",
    source: str = "",
    lang: str = "fr",
) -> Page:
    """Make one page of two editions compared.

    Parameters
    ----------
    editions
        As :func:`analysis.encounters.compare_editions` gives them.
    actors
        Columns actor_id, name, and publishable where some may not be shown.
    title
        What was compared.
    source
        Line at the foot.
    lang
        Language, "fr" or "en".
    """
    names = actors.loc[may_be_shown(actors)].set_index("actor_id")["name"]
    ties = []
    for status in ("new", "kept", "lost"):
        own = editions.ties[editions.ties["status"] == status]
        shown = own[own["actor_a"].isin(names.index) & own["actor_b"].isin(names.index)]
        pairs = [
            f"{names[a]} – {names[b]}"
            for a, b in zip(shown["actor_a"], shown["actor_b"], strict=True)
        ]
        ties.append(
            {
                "label": wording.label(f"changes_{status}", lang),
                "n": len(own),
                "pairs": sorted(pairs)[:_NAMED],
            }
        )
    measures = []
    for row in editions.measures.itertuples(index=False):
        digits = 0 if row.measure == "ties" else 3
        low, high = (_number(v, lang, digits) for v in (row.low, row.high))
        measures.append(
            {
                "label": wording.label(f"change_{row.measure}", lang),
                "before": _number(row.before, lang, digits),
                "after": _number(row.after, lang, digits),
                "change": _number(row.change, lang, digits),
                "interval": "–" if low == "–" else f"[{low} ; {high}]",
                "p": _number(row.p, lang, 3),
            }
        )
    body = filled(
        environment(lang),
        "changes.html",
        {"title": title, "summary": editions.describe(lang), "ties": ties, "measures": measures},
    )
    return Page(wording.label("changes_title", lang), "changements", body, lang, source)


def _number(value: float, lang: str, digits: int) -> str:
    return "–" if math.isnan(value) else wording.number(value, lang, digits=digits)
