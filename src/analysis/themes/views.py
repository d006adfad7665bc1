"""What texts are compared by: their terms, the vectors of their words, those of their sentences.

A *view* gives each text a vector of length 1, or 0 where it sees nothing. Views are put side by
side with equal weight, and :func:`smoothed` then draws near neighbours together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from scipy import sparse

from analysis.themes import french, sentences
from analysis.themes.words import Lexicon, lexicon, spoken

VIEWS = ("lexical", "words", "sentences")
LANDMARKS = 3000  # texts that make the consensus; the others join the nearest group
_DIMENSIONS = 50
_RARE = 1e-3  # SIF: a word counts half when it makes this share of all words
_NEIGHBOURS, _SHARE, _STEPS = 10, 0.8, 5
_AT_ONCE = 2000  # texts compared with all others
_DECIMALS = 9  # what is compared is rounded first: last bits differ between machines


def read(
    texts: pd.Series, views: Sequence[str], places: Iterable[str], language: str
) -> tuple[Lexicon, np.ndarray]:
    """Read texts, in their order: their terms, and one vector each (see :func:`side_by_side`)."""
    places = list(places)  # read twice
    found = lexicon(texts, places=places, language=language)
    return found, side_by_side(found, texts.tolist(), views, places=places, language=language)


def side_by_side(
    terms: Lexicon,
    texts: Sequence[str],
    views: Sequence[str],
    *,
    places: Iterable[str] = (),
    language: str = "fr",
) -> np.ndarray:
    """Give each text one vector made of its views.

    Parameters
    ----------
    terms
        Those of the texts.
    texts
        The texts.
    views
        Names among :data:`VIEWS`.
    places
        Names that the view of words sets aside.
    language
        Of the texts; the view of words reads French alone.

    Returns
    -------
        n × (50 a view, "sentences" having two), of length 1; 0 where no view sees anything.

    Raises
    ------
    ValueError
        For no view, or an unknown one, or the view of words in another language.
    ModuleNotFoundError
        For a view whose package is not installed, with the command that installs it.
    """
    unknown = [view for view in views if view not in VIEWS]
    if unknown or not views:
        raise ValueError(
            f"vues « {', '.join(unknown)} » inconnues → choisir parmi : {', '.join(VIEWS)}"
        )
    if "words" in views and language != "fr":
        raise ValueError(f"vue « words » : en français seulement, non en « {language} » → l'ôter")
    make = {
        "lexical": lambda: by_terms(terms.counts),
        "words": lambda: by_words(spoken(texts, places=places)),
        "sentences": lambda: by_sentences(texts),
    }
    return _unit(np.hstack([make[view]() for view in views]))


def by_terms(counts: sparse.csr_array) -> np.ndarray:
    """Weight the counts of terms (sublinear TF-IDF), and reduce them."""
    n = counts.shape[0]
    borne = np.asarray((counts > 0).sum(axis=0)).ravel()
    shared = counts[:, borne > 1] if (borne > 1).any() else counts
    if not shared.shape[1]:
        return np.zeros((n, 1))
    weighted = shared.astype(float)
    idf = np.log((1 + n) / (1 + np.asarray((shared > 0).sum(axis=0)).ravel())) + 1
    weighted.data = 1 + np.log(weighted.data)
    weighted = sparse.csr_array(weighted * idf)
    norms = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    weighted = sparse.csr_array(sparse.diags_array(1 / np.where(norms > 0, norms, 1)) @ weighted)
    reduced = _terms_reduced(weighted)
    reduced[norms == 0] = 0
    return _unit(reduced)


def by_words(texts: Sequence[Sequence[str]]) -> np.ndarray:
    """Average the vectors of words, rare ones first, and reduce them.

    References
    ----------
    Arora, S., Liang, Y. & Ma, T. (2017). A simple but tough-to-beat baseline for sentence
    embeddings. ICLR 2017.
    """
    times = Counter(word for text in texts for word in text)
    total = max(times.total(), 1)
    known = french.vectors(times)
    means = np.zeros((len(texts), 300))
    for row, text in enumerate(texts):
        for word in text:
            if word in known:
                means[row] += known[word] * (_RARE / (_RARE + times[word] / total))
    return reduced(_unit(means))


def by_sentences(texts: Sequence[str]) -> np.ndarray:
    """Put the vectors of both models of sentences side by side, each reduced."""
    return np.hstack(
        [reduced(_unit(sentences.vectors(texts, model))) for model in sentences.MODELS]
    )


def reduced(vectors: np.ndarray) -> np.ndarray:
    """Keep the 50 directions that tell the texts apart; a text of 0 stays 0."""
    seen = np.abs(vectors).sum(axis=1) > 0
    if not seen.any():
        return np.zeros((len(vectors), 1))
    centred = np.where(seen[:, None], vectors - vectors[seen].mean(axis=0), 0)
    values, axes = np.linalg.eigh(np.round(centred.T @ centred, 12))
    kept = np.argsort(-values, kind="stable")[:_DIMENSIONS]
    return _unit(centred @ axes[:, kept])


def smoothed(vectors: np.ndarray) -> np.ndarray:
    """Draw each text towards its neighbours, step by step, so that groups hold better.

    Parameters
    ----------
    vectors
        n × d, of length 1.

    Returns
    -------
        n × d, of length 1. On labelled French sets, the partitions of 90 % of the texts agree more
        and those of people are met no worse.

    References
    ----------
    Zhou, D., Bousquet, O., Lal, T. N., Weston, J. & Schölkopf, B. (2004). Learning with local and
    global consistency. Advances in Neural Information Processing Systems, 16.
    """
    towards = steps(vectors)
    moved = vectors
    for _ in range(_STEPS):
        moved = _SHARE * (towards @ moved) + (1 - _SHARE) * vectors
    return _unit(moved)


def steps(vectors: np.ndarray) -> sparse.csr_array:
    """Give the share of each of a text's ten nearest neighbours (n × n; a row sums to 1, or 0)."""
    n = len(vectors)
    m = min(_NEIGHBOURS, n - 1)
    if m < 1:
        return sparse.csr_array((n, n))
    nearest = np.empty((n, m), dtype=np.int64)
    closeness = np.empty((n, m))
    for start in range(0, n, _AT_ONCE):  # all pairs at once would fill the memory
        part = np.arange(start, min(start + _AT_ONCE, n))
        near = np.round(vectors[part] @ vectors.T, _DECIMALS)
        near[part - start, part] = -np.inf
        nearest[part] = np.argsort(-near, axis=1, kind="stable")[:, :m]
        closeness[part] = np.take_along_axis(near, nearest[part], axis=1).clip(0)
    rows = np.repeat(np.arange(n), m)
    ties = sparse.csr_array((closeness.ravel(), (rows, nearest.ravel())), shape=(n, n))
    ties = ties.maximum(ties.T).tocsr()
    total = np.asarray(ties.sum(axis=1)).ravel()
    return sparse.csr_array(sparse.diags_array(1 / np.where(total > 0, total, 1)) @ ties)


def _terms_reduced(weighted: sparse.csr_array) -> np.ndarray:
    if weighted.shape[0] <= LANDMARKS:  # exact, from the texts' products
        products = (weighted @ weighted.T).toarray()
        values, axes = np.linalg.eigh(np.round(products, 12))
        keep = np.argsort(-values, kind="stable")[:_DIMENSIONS]
        return axes[:, keep] * np.sqrt(np.clip(values[keep], 0, None))
    from sklearn.decomposition import TruncatedSVD

    kept = min(_DIMENSIONS, weighted.shape[1])
    return TruncatedSVD(kept, random_state=0).fit_transform(weighted)


def _unit(vectors: np.ndarray) -> np.ndarray:
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.divide(vectors, length, out=np.zeros_like(vectors), where=length > 1e-9)
