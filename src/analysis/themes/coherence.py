"""Whether the terms of a group go together, and are its own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import sparse

from analysis.themes.words import Lexicon


def quality(lexicon: Lexicon, labels: np.ndarray, terms: pd.DataFrame) -> pd.DataFrame:
    """Measure each group's terms.

    Parameters
    ----------
    lexicon, labels
        Terms of the texts, and the group of each (−1 for none).
    terms
        As :func:`analysis.themes.naming.distinctive_terms` gives them.

    Returns
    -------
        Indexed by group: coherence (mean normalised pointwise mutual information of pairs of its
        terms over texts, −1 never together, 0 as by chance, 1 always together; NaN for fewer than
        two terms), exclusivity (share of the texts with one of its terms that are in the group,
        mean over terms, 0 to 1).

    References
    ----------
    Bouma, G. (2009). Normalized (pointwise) mutual information in collocation extraction. GSCL.
    Röder, M., Both, A. & Hinneburg, A. (2015). Exploring the space of topic coherence measures.
    WSDM 2015.
    """
    place = {shown: column for column, shown in enumerate(lexicon.shown)}
    borne = sparse.csc_array(lexicon.counts > 0)
    rows = []
    for group, own in terms.groupby("group", sort=True):
        columns = [place[term] for term in own["term"] if term in place]
        bears = borne[:, columns].toarray()
        inside = bears[labels == group].sum(axis=0) / np.maximum(bears.sum(axis=0), 1)
        rows.append((group, npmi(bears), round(float(inside.mean()), 3)))
    table = pd.DataFrame(rows, columns=["group", "coherence", "exclusivity"])
    return table.astype({"group": "int64"}).set_index("group")


def npmi(bears: np.ndarray | Sequence[Sequence[bool]]) -> float:
    """Average the normalised pointwise mutual information of pairs of terms.

    Parameters
    ----------
    bears
        Texts × terms: which bears which.

    Examples
    --------
    >>> npmi([[1, 1], [1, 1], [0, 0], [0, 0]])
    1.0
    """
    bears = np.asarray(bears, dtype=float)
    n, terms = bears.shape
    if terms < 2 or not n:
        return float("nan")
    both = (bears.T @ bears)[np.triu_indices(terms, 1)] / n
    alone = np.outer(bears.mean(axis=0), bears.mean(axis=0))[np.triu_indices(terms, 1)]
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.log(both / alone) / -np.log(both)
    found = np.where(both == 0, -1.0, np.where(both == 1, 1.0, found))
    return round(float(found.mean()), 3)
