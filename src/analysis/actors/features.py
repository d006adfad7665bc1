"""What two spellings have in common, in numbers that a model can weigh and a person can read."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from analysis.actors.alignment import align, left_pairs
from analysis.actors.names import bodies_without_place, councils, kinds, told_by_place
from analysis.actors.spellings import Spellings, stem

# In the order of the columns; the sign says how a feature may weigh (see the model).
FEATURES = {
    "shared": 1,  # share of the weight of both names that is in words they share, slips counted
    "contained": 1,  # the same share, of the lighter name
    "evidence": 1,  # weight of the words shared
    "rarest": 1,  # weight of the rarest word shared
    "left_less": -1,  # weight of the words that one has and the other has not: lesser and greater
    "left_more": -1,
    "left_rarest_less": -1,  # the rarest of these words, lesser and greater
    "left_rarest_more": -1,
    "slip": -1,  # weight of the words taken for slips of one another
    "slip_likeness": 1,  # likeness of the least alike of these, 1 where there is none
    "slip_settled": -1,  # how often the less frequent of such two is written, log
    "letters": 1,  # likeness of the names run together
    "initials": 1,  # 1 one is made of the initials of the other, 2 and the acronyms are written
    "acronyms_differ": -1,
    "commune": 1,  # 1 the same, 0 unknown, -1 another
    "place_told": 1,  # the commune of one is among the words that only the other has
    "place_other": -1,  # such a word is a commune, and not that of the one
    "numbers_differ": -1,
    "slip_length": 1,  # letters of the shortest of the slips, 9 where there is none
    "slip_acronym": -1,  # one of them is written as an acronym
    "left_kind": 1,  # share of the words only one has that say a kind ("collectif", "espace")
    "bodies_differ": -1,  # bodies that their place alone tells apart, and a word of it differs; 2
    # when both are communes
    "in_names": -1,  # names that have the rarest word shared, log
    "namesakes": -1,  # communes that either key is known in, log
    "rivals": -1,  # names that the one less told fits as well, log
    "words_less": 0,
    "words_more": 0,
}
_SLIP = 0.7  # likeness from which two words may be slips of one another
_LETTERS = 3  # letters that a slip may change
_AT_ONCE = 1_000_000


def features(said: Spellings, pairs: pd.DataFrame) -> pd.DataFrame:
    """Describe pairs of spellings.

    Parameters
    ----------
    said
        The spellings.
    pairs
        Columns a and b, rows of their table.

    Returns
    -------
        On the index of ``pairs``, the columns of :data:`FEATURES`, and four that the model does
        not see: ``initial_alone`` (the names differ by initials that the other writes in full, as
        two people's may), ``left_a`` and ``left_b`` (weight of the words only one has) and
        ``place_untold`` (of a body that its place alone tells apart, named without it, the
        number of those named with it; 0 for other pairs).
    """
    names = [*FEATURES, "initial_alone", "left_a", "left_b", "place_untold"]
    columns = np.zeros((len(pairs), len(names)), dtype="float32")
    told = _told(said)
    a, b = pairs["a"].to_numpy("int64"), pairs["b"].to_numpy("int64")
    for first in range(0, len(pairs), _AT_ONCE):
        some = slice(first, first + _AT_ONCE)
        _fill(said, told, a[some], b[some], columns[some])
    found = pd.DataFrame(columns, index=pairs.index, columns=names, copy=False)
    found["rivals"] = _rivals(said, pairs, found)
    found["place_untold"] = _places_untold(said, a, b, found["left_less"].to_numpy())
    return found


class _Told(NamedTuple):
    """What each word of the vocabulary is."""

    lengths: np.ndarray
    first: np.ndarray
    number: np.ndarray
    kind: np.ndarray
    body: np.ndarray
    place: np.ndarray


def _told(said: Spellings) -> _Told:
    words = said.vocabulary
    place = np.zeros(len(words), dtype="bool")
    place[said.around.flat[said.around.flat < len(words)]] = True
    return _Told(
        np.array([len(word) for word in words], dtype="int32"),
        np.array([ord(word[0]) for word in words], dtype="int32"),
        np.array([word.isdigit() for word in words], dtype="bool"),
        np.isin(words, sorted({stem(word) for word in kinds()})),
        np.isin(words, sorted({stem(w) for w in told_by_place()})) + 1.0 * (words == "commune"),
        place,
    )


def _fill(said: Spellings, told: _Told, a: np.ndarray, b: np.ndarray, out: np.ndarray) -> None:
    """Fill the features of some pairs, but for those that all pairs tell."""
    column = {name: place for place, name in enumerate(FEATURES)}
    one, other = left_pairs(a, b, *said.words, told.lengths, told.number)
    codes, like = _likeness(said, told, one, other)
    align(
        a, b, *said.words, *said.made, *said.written, said.weight, said.held, said.capital,
        *told, *said.around, codes, like, len(said.vocabulary), out,
    )  # fmt: skip
    letters = said.table["letters"].to_numpy()
    keys = np.array([key.replace(" ", "") for key in said.table["key"]], dtype=object)
    out[:, column["letters"]] = np.maximum(
        cpdist(letters[a], letters[b], scorer=fuzz.ratio, dtype=np.float32, workers=2),
        cpdist(keys[a], keys[b], scorer=fuzz.ratio, dtype=np.float32, workers=2),
    ) / np.float32(100)
    communes = pd.factorize(said.table["commune"], sort=True)[0]
    known = (said.table["commune"] != "").to_numpy()
    key = pd.factorize(said.table["key"], sort=True)[0]
    held = np.bincount(key[known], minlength=key.max() + 1)[key]
    out[:, column["namesakes"]] = np.log1p(np.maximum(held[a], held[b]))
    same = np.where(communes[a] == communes[b], 1, -1)
    out[:, column["commune"]] = np.where(known[a] & known[b], same, 0)


def _places_untold(
    said: Spellings, a: np.ndarray, b: np.ndarray, left_less: np.ndarray
) -> np.ndarray:
    """Count the places that a body named without its own may be of."""
    bare = said.table["key"].isin(bodies_without_place()).to_numpy()
    pairs = (bare[a] != bare[b]) & (left_less == 0)
    one = np.where(bare[a], a, b)
    count = np.bincount(one[pairs], minlength=len(bare))
    return np.where(pairs, count[one], 0).astype("float32")


def _rivals(said: Spellings, pairs: pd.DataFrame, found: pd.DataFrame) -> np.ndarray:
    """Count, for the less told of a pair, the other names that it fits as well, log."""
    a, b = pairs["a"].to_numpy(), pairs["b"].to_numpy()
    open_ = (found["commune"] >= 0).to_numpy()
    initials = found["initials"].to_numpy()
    whole = ((found["left_less"] < 0.5) & (found["left_more"] > 0.5)).to_numpy() & open_
    words = np.diff(said.words.starts)
    short = np.where(initials > 0, words[a] <= words[b], found["left_a"] <= found["left_b"])
    less = np.where(short, a, b)
    result = np.zeros(len(pairs), dtype="float32")
    # An acronym that is written beside a name goes before one that a name may make.
    for fits in (whole, (initials > 0) & open_, (initials > 1) & open_):
        count = np.bincount(less[fits], minlength=len(said.table))
        result[fits] = np.log(count[less[fits]])
    return result


def _likeness(
    said: Spellings, told: _Told, one: np.ndarray, other: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Give how alike the pairs of words are that may be slips: a code a pair, sorted."""
    codes = np.unique(one.astype("int64") * len(said.vocabulary) + other)
    one, other = np.divmod(codes, max(len(said.vocabulary), 1))
    words = said.vocabulary
    like = cpdist(
        words[one], words[other], scorer=OSA.normalized_similarity, dtype=np.float32, workers=2
    )
    for word in sorted(councils()):  # what the key writes "commune" was written otherwise
        for side, facing in ((one, other), (other, one)):
            here = np.flatnonzero(words[side] == "commune")
            again = [OSA.normalized_similarity(word, words[w]) for w in facing[here]]
            like[here] = np.maximum(like[here], np.array(again, dtype=np.float32))
    longest = np.maximum(told.lengths[one], told.lengths[other])
    kept = (like >= _SLIP) & ((1 - like) * longest < _LETTERS + 0.5)
    return codes[kept], like[kept]
