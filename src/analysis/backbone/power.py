"""What the data can show at all, said in a sentence, and the paragraph for a paper."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources

import numpy as np
import pandas as pd

from analysis import wording
from analysis.backbone.nulls import null
from analysis.backbone.testing import (
    AT_ONCE,
    check_asked,
    count_cases,
    false_discovery,
    significance,
)
from analysis.network.pairs import blocks, ranked
from analysis.network.projection import selected


@dataclass(frozen=True)
class Verdict:
    """What testing every pair shows, and what it could show at best.

    Attributes
    ----------
    actors, initiatives
        Those with a participation that counts.
    pairs, tied
        Pairs of actors, and those that share an initiative.
    kept
        Ties whose corrected p-value is at most `alpha`.
    reachable
        Ties that would be kept if every pair that is tied shared all the initiatives that it can:
        with 0, observations of this size cannot tell any tie from chance.
    alpha
        False discovery rate.
    model, method
        The null model and how its tails were reckoned.
    """

    actors: int
    initiatives: int
    pairs: int
    tied: int
    kept: int
    reachable: int
    alpha: float
    model: str
    method: str

    def sentence(self, lang: str = "fr") -> str:
        """Say in one sentence what the data show ("fr" or "en")."""
        wording.check(lang)
        rate = wording.percent(self.alpha, lang)
        tied = wording.number(self.tied, lang)
        if lang == "fr":
            if not self.reachable:
                return "À cette taille, aucun lien ne peut être distingué du hasard."
            if not self.kept:
                return (
                    f"Aucun des {tied} liens ne se distingue du hasard ; si les acteurs liés "
                    "avaient partagé toutes leurs initiatives, la méthode en aurait vu "
                    f"{self.reachable}."
                )
            some, are = ("s", "dépassent") if self.kept > 1 else ("", "dépasse")
            return (
                f"{self.kept} lien{some} sur {tied} {are} ce que donnerait le hasard (part "
                f"attendue de fausses découvertes : au plus {rate})."
            )
        if not self.reachable:
            return "At this size, no tie can be told from chance."
        if not self.kept:
            return (
                f"None of the {tied} ties can be told from chance; had tied actors shared all "
                f"their initiatives, the method would have seen {self.reachable}."
            )
        return (
            f"{self.kept} of {tied} ties {'are' if self.kept > 1 else 'is'} more than chance "
            f"would give (false discovery rate: at most {rate})."
        )

    def narrative(self, lang: str = "fr") -> str:
        """Give the paragraph for a paper, with its references ("fr" or "en")."""
        wording.check(lang)
        text = resources.files("analysis.backbone").joinpath("models.toml").read_text("utf-8")
        words = tomllib.loads(text)
        kept, source = (words[self.model][said][lang] for said in ("kept", "source"))
        pairs, actors, initiatives = (
            wording.number(n, lang) for n in (self.pairs, self.actors, self.initiatives)
        )
        law, rate = words["method"][self.method][lang], wording.percent(self.alpha, lang)
        if lang == "fr":
            return (
                f"Pour chacune des {pairs} paires de {actors} acteurs, le nombre "
                f"d'initiatives communes (sur {initiatives}) est comparé à ce que donnerait "
                f"un hasard qui garde {kept} (modèle {self.model} : {source} ; {law}). Les p sont "
                "corrigés sur l'ensemble des paires (Benjamini et Hochberg, 1995), au seuil de "
                f"{rate}. {self.sentence(lang)}"
            )
        return (
            f"For each of the {pairs} pairs of {actors} actors, the number of shared "
            f"initiatives (of {initiatives}) is compared with what chance would give that "
            f"keeps {kept} ({self.model} model: {source}; {law}). P-values are corrected over all "
            f"pairs (Benjamini & Hochberg, 1995), at a rate of {rate}. {self.sentence(lang)}"
        )


def verdict(
    participations: pd.DataFrame,
    *,
    model: str = "sdsm",
    method: str = "auto",
    alpha: float = 0.05,
    roles: Iterable[str] | None = None,
    years: tuple[int, int] | None = None,
    max_size: int | None = None,
    draws: int = 10_000,
    seed: int = 0,
) -> Verdict:
    """Say how many ties are more than chance, and whether any could be at this size.

    Parameters
    ----------
    participations, model, method, roles, years, max_size, draws, seed
        As for :func:`significance`.
    alpha
        False discovery rate, above 0, at most 1.

    Returns
    -------
        Counts, with their `sentence` and the `narrative` for a paper.

    Raises
    ------
    InvalidData, ValueError
        As for :func:`significance`.

    Notes
    -----
    `reachable` takes the least p-value that each tied pair may have, when all initiatives of the
    one that has fewer are shared, through the same correction. It is a bound: real groups share
    less. For "fdsm" the p-values of "sdsm" serve, which are near.
    """
    check_asked(model, method, below=alpha)
    if model == "hypergeometric":
        model = "fixedrow"
    known = selected(participations, "count", roles, years, max_size, 1)
    law = null(known, "sdsm" if model == "fdsm" else model, method)
    cases = count_cases(law, blocks(ranked(known), "count", rows=AT_ONCE))
    n = int(law.actors.sum())
    pairs = n * (n - 1) // 2

    def passing(shared: np.ndarray) -> int:
        p = law.tails(cases.one, cases.other, shared)[0]
        return int(cases.counts[false_discovery(p, cases.counts, pairs) <= alpha].sum())

    if model == "fdsm":
        found = significance(
            participations,
            model=model,
            roles=roles,
            years=years,
            max_size=max_size,
            below=alpha,
            draws=draws,
            seed=seed,
        )
        kept = len(found)
    else:
        kept = passing(cases.shared)
    return Verdict(
        actors=n,
        initiatives=int((known.sizes > 0).sum()),
        pairs=pairs,
        tied=int(cases.counts.sum()),
        kept=kept,
        reachable=passing(np.minimum(law.degrees[cases.one], law.degrees[cases.other])),
        alpha=alpha,
        model=model,
        method="draws" if model == "fdsm" else law.method,
    )
