"""The tables of a study's network."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pandas as pd

from analysis import network
from analysis.corpus import Corpus
from analysis.manifest import Study

PERIODS = 5  # at most, each with about as many new initiatives


def tables(study: Study, found: Corpus) -> dict[str, pd.DataFrame]:
    """Make the tables of the network of a study.

    Parameters
    ----------
    study
        Its seed, the roles that tie, its settings of the network.
    found
        Actors, participations, initiatives and editorial themes.

    Returns
    -------
        By name of the table: those of :class:`analysis.study.Results` that begin with the network.
    """
    settings, seed, roles = study.settings["network"], study.seed, study.roles or None
    resolution, max_size = settings.get("resolution", 1.0), settings.get("max_size", 30)
    actors, participations = found.actors, found.participations
    ties = network.ties(participations, roles=roles, max_size=max_size)
    everyone = network.ties(participations, max_size=max_size)  # whatever the role
    graph = network.graph(ties, actors)
    communities = network.communities(graph, resolution=resolution, seed=seed)
    sure = network.community_confidence(graph, resolution=resolution, seed=seed)
    measures = network.measures(graph)
    both = network.two_mode(participations)
    tags = found.themes.rename(columns={"theme": "name"})  # editorial: groups come and go
    views = {
        "two_mode": network.summary(both),
        "ties": network.summary(graph),
        "all_roles": network.summary(network.graph(everyone, actors)),
    }
    ranks = {
        view: network.rank_intervals(
            participations, actors, roles=counted, max_size=max_size, seed=seed
        )
        for view, counted in (("ties", roles), ("all_roles", None))
    }
    return {
        "ties": ties,
        "ties_all_roles": everyone,
        "communities": pd.DataFrame(
            {"community": communities, "confidence": sure.confidence}
        ).reset_index(names="actor_id"),
        "community_names": network.community_names(
            communities, measures, actors, participations, tags
        ),
        "measures": measures.reset_index(names="actor_id"),
        "ranks": pd.concat(ranks, names=["view"]).reset_index(),
        "bridging": network.bridging(graph, communities).reset_index(names="actor_id"),
        "positions": network.positions(graph, seed=seed),
        "two_mode_positions": network.two_mode_positions(both, seed=seed),
        "network_summary": pd.DataFrame(
            [{"view": name, **asdict(view)} for name, view in views.items()]
        ).assign(agreement=[None, sure.agreement, None]),
        **_through_years(found, roles, max_size, seed),
    }


def _through_years(
    found: Corpus, roles: Any, max_size: int | None, seed: int
) -> dict[str, pd.DataFrame]:
    """Follow the network, an actor being in an initiative from its first year on."""
    begun = found.initiatives.set_index("initiative_id")["year"]
    rows = found.participations
    own = rows["year"] if "year" in rows else pd.Series(pd.NA, rows.index, dtype="Int64")
    rows = rows.assign(year=own.fillna(rows["initiative_id"].map(begun))).dropna(subset="year")
    first = int(rows["year"].min()) if len(rows) else 0
    ends = rows["year"].astype(float).quantile([k / PERIODS for k in range(1, PERIODS + 1)])
    years = [(first, end) for end in sorted(set(ends.dropna().astype(int)))]
    asked: dict[str, Any] = {"years": years, "roles": roles, "max_size": max_size}
    way = network.trajectories(rows, found.actors, seed=seed, **asked)
    last = way[way["last"] == years[-1][1]] if years else way
    named = last.set_index("actor_id")
    return {
        "evolution": network.evolution(rows, found.actors, **asked),
        "trajectories": way,
        "trajectory_names": network.community_names(named["community"], named, found.actors),
    }
