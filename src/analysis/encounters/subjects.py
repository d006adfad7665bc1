"""Subjects that may be one: what is sought under one name and offered under another."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.encounters.exchanging import read_offers
from analysis.themes import french
from analysis.themes.tokens import fold, stemmer
from analysis.themes.words import spoken

NEAR_COLUMNS = ["sought", "offered", "likeness", "asked", "by"]


def near_subjects(
    offers: pd.DataFrame,
    *,
    synonyms: pd.DataFrame | None = None,
    meaning: bool = False,
    least: float = 0.5,
    language: str = "fr",
) -> pd.DataFrame:
    """Propose the subjects that are sought and not offered, beside those offered that are near.

    Parameters
    ----------
    offers, synonyms
        As for :func:`exchange`.
    meaning
        Compare the meaning of words too (French vectors, extra ``fr``): "vélo" is near
        "bicyclette".
    least
        Likeness from which a pair is proposed, 0 to 1.
    language
        Of the subjects.

    Returns
    -------
        Columns sought, offered, likeness, asked (who seek it), by (words or meaning); the likest
        first. A person who agrees writes both in a file of synonyms (columns tag, theme).

    Raises
    ------
    ModuleNotFoundError
        For ``meaning`` without the extra, with the command.

    Notes
    -----
    By words: share of the stems of the shorter subject that the other has. By meaning: cosine of
    the mean vectors of their words.
    """
    rows = read_offers(offers, synonyms)
    given = sorted(set(rows.loc[rows["kind"] == "offer", "subject"]))
    needs = rows[rows["kind"] == "need"].groupby("subject")["actor"].nunique()
    sought = [subject for subject in sorted(needs.index) if subject not in set(given)]
    words = dict(zip(sought + given, spoken(sought + given, language=language), strict=True))
    stem = stemmer(language)
    stems = {s: {stem(fold(w)) for w in own} for s, own in words.items()}
    known = french.vectors({w for own in words.values() for w in own}) if meaning else {}
    found = []
    for one in sought:
        for other in given:
            shorter = min(len(stems[one]), len(stems[other]))
            by_words = len(stems[one] & stems[other]) / shorter if shorter else 0.0
            by_meaning = _cosine(words[one], words[other], known)
            likeness, by = max((by_words, "words"), (by_meaning, "meaning"))
            if likeness >= least:
                found.append((one, other, round(likeness, 3), int(needs[one]), by))
    table = pd.DataFrame(found, columns=NEAR_COLUMNS)
    return table.sort_values(
        ["likeness", "asked", "sought", "offered"], ascending=[False, False, True, True],
        ignore_index=True,
    )  # fmt: skip


def _cosine(one: list[str], other: list[str], known: dict[str, np.ndarray]) -> float:
    sides = [[known[w] for w in own if w in known] for own in (one, other)]
    if not all(sides):
        return 0.0
    a, b = (np.mean(side, axis=0) for side in sides)
    lengths = float(np.linalg.norm(a) * np.linalg.norm(b))
    return float(a @ b / lengths) if lengths else 0.0
