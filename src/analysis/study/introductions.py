"""The tables of encounters: who met, who should, who carries what, what initiatives are for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import encounters, themes
from analysis.corpus import Corpus
from analysis.manifest import AIM_CODES, DECISIONS, InvalidStudy, Study

_SETTINGS = ("weights", "per_actor", "exposure", "alike", "max_size")


def tables(
    study: Study, found: Corpus, groups: pd.DataFrame, communities: pd.DataFrame
) -> Mapping[str, pd.DataFrame]:
    """Make the tables of encounters of a study.

    Parameters
    ----------
    study
        Its roles, seed, language and settings.
    found
        The corpus.
    groups, communities
        What the earlier steps found.

    Returns
    -------
        By name: suggestions, hits, acquainted, ambassadors, reuse, aims, aims_matrix and
        pairs_to_portray.
    """
    roles = tuple(study.roles) if study.roles else None
    doing = found.participations
    if roles:
        doing = doing[doing["role"].isin(roles)]
    offers = found.offers
    if offers is not None:
        offers = offers.rename(columns={"actor_id": "actor"})
    declared = found.acquaintance
    if declared is not None:
        declared = declared.rename(columns={"actor_id": "a", "other_id": "b"})
    assert found.territories is not None  # a run makes them
    carriers = encounters.ambassadors(
        found.actors, found.participations, groups, found.initiatives, lang=study.language
    )
    texts = themes.compose(found.initiatives, found.themes)
    aims = encounters.aims(texts, codes=_codes(study, texts))
    areas = found.territories.dropna(subset=["epci"]).set_index("commune_code")["epci"]
    return {
        "suggestions": encounters.suggest(
            found.actors,
            found.participations,
            groups,
            initiatives=found.initiatives,
            communities=communities.set_index("actor_id")["community"],
            offers=offers,
            acquaintance=declared,
            roles=roles,
            lang=study.language,
            **_lists(study),
        ),
        "hits": _hits(found, doing, groups, study.seed),
        "acquainted": pd.concat(
            [
                encounters.acquainted(
                    found.actors,
                    doing,
                    groups,
                    initiatives=found.initiatives,
                    acquaintance=declared,
                    by=by,
                    seed=study.seed,
                ).assign(by=by)
                for by in ("all", "theme", "commune", "kind")
            ],
            ignore_index=True,
        ),
        "ambassadors": carriers,
        "reuse": encounters.reuse(
            found.initiatives, groups, found.territories, ambassadors=carriers
        ),
        "aims": aims,
        "aims_matrix": encounters.aims_matrix(aims, groups, found.initiatives),
        "pairs_to_portray": encounters.pairs_to_portray(
            found.actors,
            found.participations,
            groups,
            initiatives=found.initiatives,
            areas=areas,
            roles=roles,
        ),
    }


def _lists(study: Study) -> dict[str, Any]:
    """Read how long lists are and what they weigh; refuse what means nothing."""
    given = dict(study.settings["encounters"])
    unknown = [key for key in given if key not in _SETTINGS]
    if unknown:
        raise InvalidStudy(
            study.folder,
            [f"[encounters] : réglage inconnu « {k} » → {', '.join(_SETTINGS)}" for k in unknown],
        )
    return given


def _codes(study: Study, texts: pd.Series) -> pd.DataFrame | None:
    """Read what people coded: decisions/visees-<coder>.csv, sheets of the six aims."""
    sheets: dict[str, str | Path] = {
        path.stem.removeprefix(AIM_CODES.rstrip("*")): path
        for path in sorted((study.folder / DECISIONS).glob(f"{AIM_CODES}.csv"))
    }
    return themes.read_codes(sheets, themes.read_grid("aims"), texts=texts) if sheets else None


def _hits(found: Corpus, doing: pd.DataFrame, groups: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Judge suggestions by chance and, where years are known, by year."""
    ways = ["chance"] + ["year"] * int(found.initiatives["year"].notna().sum() >= 20)
    judged = [
        encounters.hits(doing, groups, initiatives=found.initiatives, by=by, seed=seed).assign(
            by=by
        )
        for by in ways
    ]
    return pd.concat(judged, ignore_index=True)
