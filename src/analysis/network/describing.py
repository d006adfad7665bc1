"""What each measure is, where it comes from, and what it says of an actor."""

from __future__ import annotations

import tomllib
from importlib import resources

import pandas as pd

from analysis import wording


def describe(lang: str = "fr") -> pd.DataFrame:
    """List the measures of this module with their meaning.

    Parameters
    ----------
    lang
        Language of the meaning, "fr" or "en".

    Returns
    -------
        Indexed by of (the function that measures) and measure (a column of what it returns);
        columns formula, source, meaning (one sentence).

    Raises
    ------
    ValueError
        For another language.
    """
    wording.check(lang)
    text = resources.files("analysis.network").joinpath("measures.toml").read_text("utf-8")
    rows = {
        (function, measure): {**said, "meaning": said[lang]}
        for function, measured in tomllib.loads(text).items()
        for measure, said in measured.items()
    }
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["formula", "source", "meaning"])
    return table.rename_axis(["of", "measure"])
