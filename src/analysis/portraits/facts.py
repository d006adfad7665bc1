"""What a study says of an actor, of two, of a territory: plain facts, what is unknown left out."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.schema import may_be_shown
from analysis.themes.tokens import fold


class Knowledge:
    """The tables of a study's results, looked up by actor once for many portraits."""

    def __init__(self, results: Any) -> None:
        corpus = results.corpus
        self.results = results
        self.actors = corpus.actors.set_index("actor_id")
        self.shown = set(corpus.actors.loc[may_be_shown(corpus.actors), "actor_id"])
        self.initiatives = corpus.initiatives.set_index("initiative_id")
        self.theme_of = results.groups.dropna(subset=["group"]).set_index("initiative_id")["name"]
        takes = corpus.participations[["initiative_id", "actor_id", "role"]].drop_duplicates()
        self.takes = dict(list(takes.groupby("actor_id", sort=True)))
        self.who = takes.groupby("initiative_id")["actor_id"].agg(lambda s: sorted(set(s)))
        self.community = results.communities.set_index("actor_id")["community"]
        both = results.ties.astype({"actor_a": "str", "actor_b": "str"})
        turned = both.rename(columns={"actor_a": "actor_b", "actor_b": "actor_a"})
        self.ties = dict(list(pd.concat([both, turned]).groupby("actor_a", sort=True)))
        self.meet = dict(list(results.suggestions.groupby("actor_id", sort=True)))
        self.offers = _by_actor(corpus.offers)
        self.attended = _by_actor(corpus.attendance)
        self.carries = dict(list(results.ambassadors.groupby("actor_id", sort=True)))

    def name(self, actor: str) -> str:
        """Give the name of an actor that may be shown."""
        return str(self.actors.loc[actor, "name"])


def _by_actor(table: pd.DataFrame | None) -> dict[str, pd.DataFrame]:
    return {} if table is None else dict(list(table.groupby("actor_id", sort=True)))


def portrayed(known: Knowledge) -> list[str]:
    """List the actors that may be shown and do something, by name."""
    doing = [a for a in known.takes if a in known.shown]
    return sorted(doing, key=lambda a: (fold(known.name(a)), a))


def of_actor(known: Knowledge, actor: str) -> dict[str, Any]:
    """Gather what is known of one actor.

    Raises
    ------
    ValueError
        For an actor that the study does not have, or that may not be shown.
    """
    if actor not in known.actors.index:
        raise ValueError(f"« {actor} » n'est pas un acteur de l'étude → prendre son identifiant")
    if actor not in known.shown:
        raise ValueError(f"« {actor} » n'est pas marqué publiable : pas de portrait")
    row = known.actors.loc[actor]
    initiatives = _initiatives(known, actor)
    partners = _partners(known, actor)
    communes = list(dict.fromkeys(i["commune"] for i in initiatives if i["commune"]))
    years = [i["year"] for i in initiatives if i["year"]]
    counts = pd.Series([i["theme"] for i in initiatives if i["theme"]], dtype="str").value_counts()
    offers = known.offers.get(actor)
    return {
        "id": actor,
        "name": str(row["name"]),
        "kind": _known(row.get("kind")),
        "seat": _known(row.get("commune")),
        "since": min(years) if years else None,
        "initiatives": initiatives,
        "partners": partners,
        "communes": communes,
        "themes": [{"name": t, "n": int(n)} for t, n in counts.items()],
        "brings": _subjects(offers, "offer"),
        "seeks": _subjects(offers, "need"),
        "how_to": [i for i in initiatives if i["how_to"] or i["obstacles"] or i["enablers"]],
        "meet": [
            {"name": known.name(m.other_id), "reason": m.reason}
            for m in _rows(known.meet.get(actor))
            if m.other_id in known.shown
        ],
        "carries": [c.name for c in _rows(known.carries.get(actor))],
        "meetings": _meetings(known, actor),
    }


def of_pair(known: Knowledge, a: str, b: str) -> dict[str, Any]:
    """Gather what two actors have in common, what each has of its own, and the way between them."""
    if a == b:
        raise ValueError("deux fois le même acteur → en nommer deux")
    one, two = of_actor(known, a), of_actor(known, b)
    themes = [{t["name"] for t in side["themes"]} for side in (one, two)]
    partners = [{p["id"] for p in side["partners"]} for side in (one, two)]
    communes = [set(side["communes"]) for side in (one, two)]
    together = set(known.takes[a]["initiative_id"]) & set(known.takes[b]["initiative_id"])
    return {
        "a": one,
        "b": two,
        "themes": sorted(themes[0] & themes[1]),
        "own_themes": [sorted(themes[0] - themes[1]), sorted(themes[1] - themes[0])],
        "partners": [known.name(p) for p in sorted(partners[0] & partners[1], key=known.name)],
        "communes": sorted(communes[0] & communes[1]),
        "together": sorted(str(known.initiatives.loc[i, "title"]) for i in together),
        "way": way(known, a, b),
        "gives": [
            sorted(set(one["brings"]) & set(two["seeks"])),
            sorted(set(two["brings"]) & set(one["seeks"])),
        ],
    }


def way(known: Knowledge, a: str, b: str) -> list[dict[str, Any]] | None:
    """Give the shortest way of ties from one actor to another; those not shown have no name.

    Returns
    -------
        Steps after ``a``: name (None: may not be shown) and through (title of a shared initiative);
        None where no way joins them.
    """
    before: dict[str, str] = {a: a}
    front = [a]
    while front and b not in before:
        after = []
        for actor in front:
            ties = known.ties.get(actor)
            for other in sorted(ties["actor_b"]) if ties is not None else []:
                if other not in before:
                    before[other] = actor
                    after.append(other)
        front = after
    if b not in before:
        return None
    steps = []
    at = b
    while at != a:
        steps.append((before[at], at))
        at = before[at]
    found = []
    for start, end in reversed(steps):
        shared = set(known.takes[start]["initiative_id"]) & set(known.takes[end]["initiative_id"])
        smallest = min(shared, key=lambda i: (len(known.who[i]), i))
        found.append(
            {
                "name": known.name(end) if end in known.shown else None,
                "through": str(known.initiatives.loc[smallest, "title"]),
            }
        )
    return found


def _initiatives(known: Knowledge, actor: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    takes = known.takes.get(actor)
    if takes is None:
        return found
    for initiative, own in takes.groupby("initiative_id", sort=True):
        row = known.initiatives.loc[initiative]
        found.append(
            {
                "title": str(row["title"]),
                "summary": _known(row.get("summary")),
                "year": int(row["year"]) if pd.notna(row["year"]) else None,
                "commune": _known(row.get("commune")),
                "theme": known.theme_of.get(initiative),
                "roles": sorted(set(own["role"])),
                "page": _page(row.get("url")) or _page(row.get("source_url")),
                "how_to": _known(row.get("how_to")),
                "obstacles": _known(row.get("obstacles")),
                "enablers": _known(row.get("enablers")),
                "point": _point(row.geometry),
            }
        )
    return sorted(found, key=lambda i: (-(i["year"] or 0), i["title"]))


def _partners(known: Knowledge, actor: str) -> list[dict[str, Any]]:
    ties = known.ties.get(actor)
    if ties is None:
        return []
    shown = ties[ties["actor_b"].isin(known.shown)]
    ranked = shown.sort_values(["shared", "strength", "actor_b"], ascending=[False, False, True])
    own = set(known.takes[actor]["initiative_id"])
    return [
        {
            "id": other,
            "name": known.name(other),
            "shared": int(n),
            "through": sorted(
                str(known.initiatives.loc[i, "title"])
                for i in own & set(known.takes[other]["initiative_id"])
            ),
        }
        for other, n in zip(ranked["actor_b"], ranked["shared"], strict=True)
    ]


def _meetings(known: Knowledge, actor: str) -> list[dict[str, Any]]:
    came, listed = known.attended.get(actor), known.results.corpus.meetings
    if came is None or listed is None:
        return []
    rows = listed[listed["meeting_id"].isin(came["meeting_id"])].sort_values("meeting_id")
    return [{"name": r.name, "date": _known(r.date)} for r in _rows(rows)]


def _subjects(offers: pd.DataFrame | None, kind: str) -> list[str]:
    return [] if offers is None else sorted(set(offers.loc[offers["kind"] == kind, "subject"]))


def _rows(table: pd.DataFrame | None) -> list[Any]:
    return [] if table is None else list(table.itertuples(index=False))


def _known(value: Any) -> str | None:
    return None if value is None or pd.isna(value) or not str(value).strip() else str(value).strip()


def _point(point: Any) -> tuple[float, float] | None:
    return None if point is None or point.is_empty else (point.x, point.y)


def _page(address: Any) -> str | None:
    """Keep an address that a browser may follow: nothing but the web's."""
    text = _known(address)
    return text if text and text.lower().startswith(("https://", "http://")) else None
