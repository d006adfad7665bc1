"""The spellings of a study as numbers: words, their rarity, the acronyms that they make."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.actors.names import fold, plain, read_name


class Ragged(NamedTuple):
    """Numbers in rows of unequal length: those of row i stand from starts[i] to starts[i + 1]."""

    flat: np.ndarray
    starts: np.ndarray

    def owner(self) -> np.ndarray:
        """Give the row of each number."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))


class Spellings(NamedTuple):
    """One row a spelling: a key in a commune; its words are positions in ``vocabulary``.

    ``table`` has key, commune (folded, "" unknown), mark (the actor that a person or a directory
    said it is, "" unknown), where (its commune as written), name (the shortest way to write it) and
    letters (its words in their written order, run together). ``made`` are the acronyms that its
    words may make, ``written`` those beside its name: positions in ``vocabulary`` too, beyond its
    end when no name has such a word. ``capital`` tells of each of ``words`` whether it is written
    as an acronym is, ``around`` gives the words of the communes where a spelling is met. ``parts``
    has a row a service that a spelling names: row, part (its words), alone (no body is named with
    it). ``held`` is the number of keys that have a word of the vocabulary, ``weight`` the log of
    the number of keys over it.
    """

    table: pd.DataFrame
    vocabulary: np.ndarray
    words: Ragged
    capital: np.ndarray
    around: Ragged
    made: Ragged
    written: Ragged
    parts: pd.DataFrame
    held: np.ndarray
    weight: np.ndarray


def stem(word: str) -> str:
    """Take the mark of the plural off a word of more than three letters."""
    return word[:-1] if len(word) > 3 and word[-1] in "sx" and word[-2] != "s" else word


def spell(
    names: pd.Series,
    communes: pd.Series,
    marks: pd.Series | None = None,
    around: pd.Series | None = None,
) -> tuple[Spellings, np.ndarray]:
    """Reduce names to spellings.

    Parameters
    ----------
    names
        Names as written, none missing.
    communes
        The commune of each, "" where it is not known.
    marks
        Names of one key and commune with different marks are different spellings; "" for none.
    around
        Where each name was met, if not ``communes``.

    Returns
    -------
        The spellings, ordered by key, commune and mark, and the row of each name in them.
    """
    codes, texts = pd.factorize(names, sort=True)
    read = [read_name(text) for text in texts]
    keys = np.array([found.key for found in read], dtype=object)
    made_of = [found.initials for found in read]
    acronym_of = [(_letters(found.acronym),) if found.acronym else () for found in read]
    capitals_of = [found.capitals for found in read]
    part_of = {n: (f.service, not f.part) for n, f in enumerate(read) if f.service}
    del read  # a million names: hundreds of megabytes
    places = communes.map({c: place_key(c) for c in communes.unique()}).to_numpy()
    said_marks = "" if marks is None else marks.to_numpy()
    rows = pd.DataFrame({"key": keys[codes], "commune": places, "mark": said_marks, "code": codes})
    kept = ["key", "commune", "mark"]
    row_of, each = pd.factorize(pd.MultiIndex.from_frame(rows[kept]), sort=True)
    table = pd.DataFrame({name: each.get_level_values(n) for n, name in enumerate(kept)})
    where = pd.Series(communes.to_numpy()).groupby(row_of).min()
    table["where"] = where.reindex(range(len(table)), fill_value="")
    one = rows.assign(row=row_of)[["row", "code"]].drop_duplicates().sort_values(["row", "code"])
    one["long"] = [len(text) for text in texts[one["code"].to_numpy()]]
    short = one.sort_values(["row", "long", "code"]).drop_duplicates("row")
    first = texts[short["code"].to_numpy()]
    table["name"] = [plain(text) for text in first]
    table["letters"] = [_letters(text) for text in first]
    made: list[tuple[str, ...]] = [()] * len(table)
    written: list[tuple[str, ...]] = [()] * len(table)
    capitals: list[frozenset[str]] = [frozenset()] * len(table)
    for row, code in zip(one["row"].tolist(), one["code"].tolist(), strict=True):
        made[row] += made_of[code]
        written[row] += acronym_of[code]
        capitals[row] |= capitals_of[code]
    parts = pd.DataFrame(
        [
            (row, *part_of[code])
            for row, code in zip(one["row"], one["code"], strict=True)
            if code in part_of
        ],
        columns=["row", "part", "alone"],
    )
    whole = [key.split() for key in table["key"]]
    capital = np.array([w in some for some, ws in zip(capitals, whole, strict=True) for w in ws])
    flat, vocabulary = pd.factorize(
        np.array([stem(word) for words in whole for word in words], dtype=object), sort=True
    )
    words = Ragged(flat.astype("int32"), _starts(whole))
    distinct = ~table["key"].duplicated().to_numpy()
    counts = distinct[words.owner()]
    pairs = pd.DataFrame({"row": words.owner()[counts], "word": flat[counts]}).drop_duplicates()
    count = np.bincount(pairs["word"], minlength=len(vocabulary))
    weight = np.log(max(distinct.sum(), 2) / np.maximum(count, 1)) + 0.1
    known = {word: place for place, word in enumerate(vocabulary)}
    for acronym in sorted({a for some in written for a in some}):
        known.setdefault(acronym, len(known))
    said = Spellings(
        table,
        np.asarray(vocabulary, dtype=object),
        words,
        capital.astype("bool"),
        _known(_met(row_of, places if around is None else _folded(around), len(table)), known),
        _known(made, known),
        _known(written, known),
        parts.drop_duplicates(),
        count,
        weight.astype("float32"),
    )
    return said, row_of


def place_key(commune: str) -> str:
    """Fold the name of a commune as the words of a key are."""
    return " ".join(sorted(stem(word) for word in read_name(commune).key.split()))


def _folded(communes: pd.Series) -> np.ndarray:
    return communes.map({c: place_key(c) for c in communes.unique()}).to_numpy()


def _met(row_of: np.ndarray, places: np.ndarray, n: int) -> list[tuple[str, ...]]:
    """List the words of the communes where each spelling is met."""
    met: list[tuple[str, ...]] = [()] * n
    each = pd.DataFrame({"row": row_of, "place": places}).drop_duplicates()
    for row, place in each[each["place"] != ""].itertuples(index=False):
        met[row] += tuple(place.split())
    return met


def _letters(name: str) -> str:
    return "".join(c for c in fold(plain(name)) if c.isalnum()) or name


def ragged(rows: Sequence[Sequence[int]]) -> Ragged:
    """Put rows of unequal length end to end."""
    flat = np.fromiter((number for row in rows for number in row), dtype="int32")
    return Ragged(flat, _starts(rows))


def _starts(rows: Iterable[Sequence]) -> np.ndarray:
    return np.concatenate([[0], np.cumsum([len(row) for row in rows], dtype="int64")])


def _known(rows: list[tuple[str, ...]], known: dict[str, int]) -> Ragged:
    return ragged([sorted({known[word] for word in row if word in known}) for row in rows])
