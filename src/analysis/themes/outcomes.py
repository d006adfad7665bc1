"""What comes of grouping: how many groups to ask for, tables, typical texts, groups in groups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from analysis.themes.grouping import Grouping, default_k, group

_WORTH = 12  # texts below which a group is not parted


def curve(
    texts: pd.Series,
    ks: Sequence[int] = range(2, 13),
    *,
    seed: int = 0,
    views: Sequence[str] = ("lexical",),
    places: Iterable[str] = (),
    language: str = "fr",
) -> pd.DataFrame:
    """Show what each number of groups would give, so that a person chooses.

    Parameters
    ----------
    texts, seed, views, places, language
        As for :func:`group`.
    ks
        Numbers of groups to try.

    Returns
    -------
        Columns k, over_samples (agreement on 90 % of the texts), smallest (texts in the smallest
        group), undecided (share of the texts), names (joined by " · "); one row a k.
    """
    rows = []
    places = list(places)
    for k in ks:
        found = group(texts, k=k, seed=seed, views=views, places=places, language=language)
        sizes = found.groups.value_counts()
        rows.append(
            (k, found.over_samples, int(sizes.min()) if len(sizes) else 0,
             float(found.undecided.mean()), " · ".join(found.names))
        )  # fmt: skip
    return pd.DataFrame(rows, columns=["k", "over_samples", "smallest", "undecided", "names"])


def tables(found: Grouping) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the groups of initiatives, and the groups themselves, as tables.

    Returns
    -------
        Columns initiative_id, group, name, confidence, second, undecided, sorted by initiative_id;
        and group, name, n, stability, coherence, exclusivity.
    """
    frame = pd.DataFrame(
        {
            "group": found.groups,
            "name": found.groups.map(found.names).astype("str"),
            "confidence": found.confidence,
            "second": found.second,
            "undecided": found.undecided,
        }
    )
    named = found.stability.assign(name=found.names).reset_index()
    by_id = frame.rename_axis("initiative_id").sort_index().reset_index()
    return by_id, named[["group", "name", "n", "stability", "coherence", "exclusivity"]]


def typical(found: Grouping, *, top: int = 3) -> pd.DataFrame:
    """List the texts at the heart of each group.

    Parameters
    ----------
    found
        Groups.
    top
        Texts for each, at most.

    Returns
    -------
        Columns group, rank (from 1), text_id, confidence: those that are most often with the others
        of their group and least with another; ties in the order of identifiers.
    """
    frame = pd.DataFrame({"group": found.groups, "confidence": found.confidence}).dropna()
    others = found.strengths.reindex(frame.index).copy()
    for group_ in others.columns:
        others[group_] = others[group_].where(frame["group"] != group_)
    frame["gap"] = frame["confidence"] - others.max(axis=1).fillna(0)
    frame = frame.rename_axis("text_id").reset_index()
    frame = frame.sort_values(["group", "gap", "text_id"], ascending=[True, False, True])
    frame["rank"] = frame.groupby("group").cumcount() + 1
    kept = frame[frame["rank"] <= top].astype({"group": "int64", "confidence": "float64"})
    return kept[["group", "rank", "text_id", "confidence"]].reset_index(drop=True)


def subgroups(
    texts: pd.Series,
    groups: pd.Series,
    *,
    seed: int = 0,
    views: Sequence[str] = ("lexical",),
    places: Iterable[str] = (),
    language: str = "fr",
) -> pd.DataFrame:
    """Part each group once more: a second level of themes.

    Parameters
    ----------
    texts, groups
        As :func:`group` took and gave them.
    seed, views, places, language
        As for :func:`group`.

    Returns
    -------
        Indexed like `texts`: group, subgroup (Int64, 0 the biggest of its group), name (of the
        subgroup), stability (mean best Jaccard overlap over 90 % of the group's texts). A group of
        fewer than twelve texts stays whole. Each has √(n/3) subgroups, a default to be discussed.
    """
    places = list(places)  # read for each group
    parts = []
    for number, own in groups.dropna().groupby(groups.dropna()).groups.items():
        some = texts.loc[own]
        k = default_k(len(some)) if len(some) >= _WORTH else 1
        found = group(some, k=k, seed=seed, views=views, places=places, language=language)
        parts.append(
            pd.DataFrame(
                {
                    "group": number,
                    "subgroup": found.groups,
                    "name": found.groups.map(found.names),
                    "stability": found.groups.map(found.stability["stability"]),
                }
            )
        )
    empty = pd.DataFrame(columns=["group", "subgroup", "name", "stability"])
    table = pd.concat(parts) if parts else empty
    kinds = {"group": "Int64", "subgroup": "Int64", "name": "str", "stability": "float64"}
    return table.reindex(texts.index).astype(kinds)
