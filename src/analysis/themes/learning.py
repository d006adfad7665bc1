"""What people coded, carried to the other texts, with how often such a proposal is right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import minimize

from analysis import wording
from analysis.themes.grids import Seed
from analysis.themes.seeding import seeded

_FOLDS = 5
_FLOOR = 0.01  # a theme that nothing speaks for keeps this much
_PRIOR = 3.0  # how firmly a theme's own weight is held to that of the others
_LEAST = 10  # codes below which nothing can be learned about being right
PERSON, MACHINE = "personne", "machine"


@dataclass(frozen=True, eq=False)
class Learned:
    """Themes of all texts, learned from those that people coded.

    Attributes
    ----------
    probabilities
        Texts × themes: how likely each theme is, a row summing to 1; 1 and 0 where a person said.
    first, second
        The two likeliest themes of each text.
    source
        Who says so: "personne" or "machine".
    accuracy
        Share of coded texts whose theme the machine finds when it is hidden from it.
    expected
        How often it said that it would: near `accuracy` when probabilities may be believed.
    coded
        Number of coded texts.
    """

    probabilities: pd.DataFrame
    first: pd.Series
    second: pd.Series
    source: pd.Series
    accuracy: float
    expected: float
    coded: int

    def describe(self, lang: str = "fr") -> str:
        """Say how many texts people coded, and how far to believe the machine for the others."""
        wording.check(lang)
        rest = len(self.source) - self.coded
        right, said = (wording.percent(v, lang) for v in (self.accuracy, self.expected))
        if lang == "fr":
            return (
                f"{self.coded} textes codés par des personnes, {rest} proposés par la machine : "
                f"sur les textes codés qu'on lui cache, elle trouve le thème {right} du temps, et "
                f"pensait le trouver {said} du temps."
            )
        return (
            f"{self.coded} texts coded by people, {rest} proposed by the machine: of coded texts "
            f"hidden from it, it finds the theme of {right}, and expected to find that of {said}."
        )


def learned(
    texts: pd.Series,
    grid: Sequence[Seed],
    codes: pd.Series,
    *,
    views: Sequence[str] = ("lexical",),
    places: Iterable[str] = (),
    language: str = "fr",
    seed: int = 0,
) -> Learned:
    """Learn from coded texts, and propose a theme for each other.

    Parameters
    ----------
    texts
        Texts with a unique index.
    grid
        The themes, with or without words.
    codes
        Theme of each coded text, on labels of `texts`; ten or more.
    views, places, language
        As for :func:`seeded`.
    seed
        Of the draw of the five parts in which codes are hidden in turn.

    Returns
    -------
        On the index and in the order of `texts`.

    Raises
    ------
    ValueError
        For fewer than ten codes, codes on unknown texts or of unknown themes.

    Notes
    -----
    Scores are those of :func:`seeded`, where what people coded spreads to neighbours. Codes are
    hidden by fifths; on the scores that the hidden ones get, an exponent (are scores too bold or
    too shy?) and a weight for each theme are fitted, as in temperature and vector scaling.

    References
    ----------
    Guo, C., Pleiss, G., Sun, Y. & Weinberger, K. (2017). On calibration of modern neural networks.
    ICML 2017.
    """
    names = [theme.name for theme in grid]
    codes = codes.dropna().sort_index()
    if len(codes) < _LEAST:
        raise ValueError(f"{len(codes)} codes: code {_LEAST} texts or more before learning")
    places = list(places)  # read again for each part

    def scores(known: pd.Series) -> pd.DataFrame:
        found = seeded(
            texts, grid, coded=known, views=views, places=places, language=language
        ).scores
        return np.log(found + _FLOOR)

    everything = scores(codes)
    part = np.random.default_rng(seed).permutation(len(codes)) % _FOLDS
    hidden = pd.concat(
        [scores(codes[part != fold]).loc[codes.index[part == fold]] for fold in range(_FOLDS)]
    ).loc[codes.index]
    told = np.array([names.index(name) for name in codes])
    seen = hidden.to_numpy()
    tried = np.empty(seen.shape)
    for fold in range(_FOLDS):  # what fits the weights never judges them
        own = part == fold
        tried[own] = _probabilities(seen[own], _fitted(seen[~own], told[~own]))
    probabilities = _probabilities(everything.to_numpy(), _fitted(seen, told))
    at = texts.index.get_indexer(codes.index)
    probabilities[at] = np.eye(len(names))[told]
    order = np.argsort(-probabilities, axis=1, kind="stable")
    source = pd.Series(MACHINE, index=texts.index, name="source", dtype="str")
    source.iloc[at] = PERSON

    def ranked(place: int, label: str) -> pd.Series:
        if place >= len(names):
            return pd.Series(pd.NA, index=texts.index, name=label, dtype="str")
        chosen = np.array(names, dtype=object)[order[:, place]]
        return pd.Series(chosen, index=texts.index, name=label, dtype="str")

    return Learned(
        probabilities=pd.DataFrame(probabilities, index=texts.index, columns=names),
        first=ranked(0, "first"),
        second=ranked(1, "second"),
        source=source,
        accuracy=round(float((tried.argmax(axis=1) == told).mean()), 4),
        expected=round(float(tried.max(axis=1).mean()), 4),
        coded=len(codes),
    )


def _fitted(scores: np.ndarray, told: np.ndarray) -> np.ndarray:
    """Fit an exponent and a weight a theme to what people said."""
    themes = scores.shape[1]

    def loss(scale: np.ndarray) -> float:
        likely = np.log(_probabilities(scores, scale, digits=None)[np.arange(len(told)), told])
        held = _PRIOR * np.square(scale[1:]).sum() / 2 + np.square(scale[0] - 1) / 20
        return float(held - likely.sum())

    bounds = [(0.05, 20), *[(-5, 5)] * themes]
    return minimize(loss, np.r_[1, np.zeros(themes)], method="L-BFGS-B", bounds=bounds).x


def _probabilities(scores: np.ndarray, scale: np.ndarray, digits: int | None = 4) -> np.ndarray:
    logits = scale[0] * scores + scale[1:]
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares = raised / raised.sum(axis=1, keepdims=True)
    return shares if digits is None else np.round(shares, digits)
