"""The free tags that editors write, brought to a vocabulary."""

from __future__ import annotations

import unicodedata

import pandas as pd

from analysis.themes.tokens import fold, singular


def vocabulary(tags: pd.Series, decisions: pd.DataFrame | None = None) -> pd.DataFrame:
    """Give each spelling of a tag its theme.

    Parameters
    ----------
    tags
        Tags as written, repeated as often as they are.
    decisions
        What a person decided: columns tag, theme. A decision holds for all spellings of its tag.

    Returns
    -------
        Columns tag (as written), theme (label shown), n (times written); one row a spelling, sorted
        by theme and tag. Case, accents, composed letters, blanks, hyphens and plurals do not
        matter; without decision the label is the most frequent spelling, the accented and then the
        lower-case one among equals.

    Raises
    ------
    ValueError
        For decisions that give two themes to spellings of one tag, naming their rows.
    """
    counted = tags.dropna().astype("str").value_counts()
    spellings = pd.DataFrame({"tag": counted.index, "n": counted.to_numpy(dtype="int64")})
    spellings["key"] = spellings["tag"].map(_key)
    spellings["accents"] = spellings["tag"].map(_accents)
    spellings["capitals"] = spellings["tag"].map(lambda t: sum(c.isupper() for c in t))
    best = spellings.sort_values(
        ["key", "n", "accents", "capitals", "tag"], ascending=[True, False, False, True, True]
    ).drop_duplicates("key")
    labels = dict(zip(best["key"], best["tag"].map(_composed), strict=True))
    labels |= _decided(decisions)
    table = spellings.assign(theme=spellings["key"].map(labels))
    table = table.sort_values(["theme", "tag"])[["tag", "theme", "n"]]
    return table.reset_index(drop=True)


def _decided(decisions: pd.DataFrame | None) -> dict[str, str]:
    if decisions is None or decisions.empty:
        return {}
    kept = decisions.dropna(subset=["tag", "theme"])
    problems = []
    keys = kept["tag"].map(_key)
    for _, same in kept.groupby(keys, sort=True):
        if same["theme"].nunique() > 1:
            said = ", ".join(f"ligne {row + 2} : {t}" for row, t in same["theme"].items())
            problems.append(f"« {same['tag'].iloc[0]} » a deux thèmes ({said})")
    if problems:
        listed = " ; ".join(problems)
        raise ValueError(f"decisions/themes.csv : {listed} → garder un thème par mot-clé")
    return dict(zip(keys, kept["theme"].map(_composed), strict=True))


def _key(tag: str) -> str:
    words = fold(tag.replace("-", " ").replace("’", "'")).split()
    return " ".join(singular(word) for word in words)


def _composed(tag: str) -> str:
    return " ".join(unicodedata.normalize("NFC", tag).split())


def _accents(tag: str) -> int:
    return sum(unicodedata.combining(c) > 0 for c in unicodedata.normalize("NFD", tag))
