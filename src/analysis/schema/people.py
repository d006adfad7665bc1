"""Who may be shown: organisations, and those persons who are marked so."""

from __future__ import annotations

import pandas as pd


def may_be_shown(actors: pd.DataFrame) -> pd.Series:
    """Tell for each actor whether its name may be drawn, written or exported.

    Parameters
    ----------
    actors
        Column publishable where some may not be shown; a missing value there means no.

    Returns
    -------
        bool, aligned with `actors`.
    """
    if "publishable" not in actors:
        return pd.Series(True, index=actors.index)
    return actors["publishable"].fillna(False).astype(bool)
