"""The text of an initiative: what its title, its summary and its tags say."""

from __future__ import annotations

import pandas as pd

_TWICE = 2  # a title and a tag are chosen words: they count twice


def compose(initiatives: pd.DataFrame, tags: pd.DataFrame) -> pd.Series:
    """Put together the text of each initiative.

    Parameters
    ----------
    initiatives
        Columns initiative_id, title, and summary where known.
    tags
        Columns initiative_id, theme; an initiative may have several or none.

    Returns
    -------
        Texts indexed by initiative_id, sorted: title and tags twice, summary once, each a sentence.
    """
    listed = tags.sort_values(["initiative_id", "theme"]).groupby("initiative_id")["theme"]
    said = listed.agg(". ".join)
    frame = initiatives.set_index("initiative_id").sort_index()
    title = frame["title"].fillna("")
    summary = frame["summary"].fillna("") if "summary" in frame else ""
    words = pd.Series(frame.index.map(said), index=frame.index, dtype="str").fillna("")
    return ((title + ". ") * _TWICE + summary + ". " + (words + ". ") * _TWICE).rename("text")
