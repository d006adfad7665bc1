"""Which spellings are worth comparing: those that share a rare word, two words or initials."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd

from analysis.actors.names import councils
from analysis.actors.spellings import Spellings

# A word in more names than that says nothing by itself; nor do two words together, or a word in a
# commune. Measured on synthetic names: twice as many find .2 % more of the pairs at twice the cost.
ALONE, TOGETHER = 12, 40
_LONGEST = 8  # words of a name that make blocks: its rarest


def candidates(spellings: Spellings) -> pd.DataFrame:
    """List the pairs of spellings worth comparing.

    Returns
    -------
        Columns a and b, rows of the table of ``spellings`` with a < b, in their order.
    """
    blocks = _blocks(spellings)
    with duckdb.connect(config={"threads": 2, "memory_limit": "1GB"}) as base:
        base.register("blocks", blocks)
        pairs = base.execute(
            f"""
            WITH sized AS (
                SELECT block, kind FROM blocks GROUP BY block, kind
                HAVING count(DISTINCT row) BETWEEN 2
                   AND CASE kind WHEN 0 THEN {ALONE} ELSE {TOGETHER} END
            ), held AS (
                SELECT b.block, b.kind, b.row FROM blocks b SEMI JOIN sized USING (block, kind)
            )
            SELECT DISTINCT x.row AS a, y.row AS b
            FROM held x JOIN held y ON x.block = y.block AND x.kind = y.kind AND x.row < y.row
            ORDER BY a, b
            """
        ).df()
    return pairs.astype("int32")


def _blocks(said: Spellings) -> pd.DataFrame:
    """Give each spelling the blocks that it is in: a number each, its kind and its row."""
    n = len(said.table)
    near = corrected(said)
    flat = said.words.flat
    held = pd.DataFrame({"row": said.words.owner(), "word": flat, "count": said.held[flat]})
    fixed = held.assign(word=near[held["word"]])
    held = pd.concat([held, fixed]).drop_duplicates(["row", "word"]).assign(place=False)
    # Initials stand as a word: of the names that may make them, and of those that are them.
    made = pd.concat(
        [
            pd.DataFrame({"row": some.owner(), "word": some.flat})
            for some in (said.made, said.written)
        ]
    )
    extra = made[made["word"] < len(said.vocabulary)].assign(count=0, place=False)
    held = pd.concat([held, extra, _place_words(said)])
    held = held.drop_duplicates(["row", "word", "place"])
    held = held.sort_values(["row", "count", "word"], kind="stable")
    held = held[held.groupby("row").cumcount() < _LONGEST]
    row, word = held["row"].to_numpy("int32"), held["word"].to_numpy("int64")
    own = ~held["place"].to_numpy("bool")
    parts = [_kind(0, word[own], row[own])]
    for apart in range(1, _LONGEST):
        same = (row[apart:] == row[:-apart]) & (word[apart:] != word[:-apart])
        low = np.minimum(word[apart:], word[:-apart])[same]
        high = np.maximum(word[apart:], word[:-apart])[same]
        parts.append(_kind(1, low * len(said.vocabulary) + high, row[apart:][same]))
    every = np.arange(n, dtype="int32")
    for kind, column in ((2, "letters"), (3, "key")):
        parts.append(_kind(kind, pd.factorize(said.table[column], sort=True)[0], every))
    return pd.concat(parts, ignore_index=True)


def _kind(kind: int, block: np.ndarray, row: np.ndarray) -> pd.DataFrame:
    held = {"block": block.astype("int64"), "kind": np.int8(kind), "row": row}
    return pd.DataFrame(held)


def _place_words(said: Spellings) -> pd.DataFrame:
    """Give each spelling the rarest word of its commune, as if its name had it."""
    letters = {word: place for place, word in enumerate(said.vocabulary)}
    words = {}
    for commune in said.table["commune"].unique():
        known = [letters[word] for word in commune.split() if word in letters]
        if known:
            words[commune] = min(known, key=lambda word: (said.held[word], word))
    found = said.table["commune"].map(words).dropna().astype("int64")
    count = said.held[found.to_numpy()]
    return pd.DataFrame(
        {"row": found.index, "word": found.to_numpy(), "count": count, "place": True}
    )


def corrected(said: Spellings) -> np.ndarray:
    """Give for each word the one that it may be a slip of: one letter away, and more frequent.

    Returns
    -------
        Positions in the vocabulary, a word's own where none is near.
    """
    words = pd.DataFrame({"word": said.vocabulary.astype("str"), "n": said.held})
    words["id"] = np.arange(len(words))
    if "commune" in words["word"].to_numpy():  # what the key writes "commune" was written otherwise
        kept = words[words["word"] == "commune"]
        others = [kept.assign(word=word) for word in sorted(councils()) if " " not in word]
        words = pd.concat([words, *others])
    words = words[words["word"].str.len() >= 4]
    near = np.arange(len(said.vocabulary))
    with duckdb.connect(config={"threads": 2, "memory_limit": "1GB"}) as base:
        base.register("words", words)
        # Two words one letter apart have a deletion in common (Garbe's symmetric deletions).
        found = base.execute(
            """
            WITH less AS (
                SELECT DISTINCT id, n, word, word[1:i - 1] || word[i + 1:] AS short
                FROM words, range(1, 40) AS spots(i) WHERE i <= length(word)
                UNION SELECT id, n, word, word FROM words
            )
            SELECT x.id AS id, arg_min(y.id, (-y.n, y.word)) AS near
            FROM less x JOIN less y ON x.short = y.short AND x.id <> y.id
            WHERE (y.n > x.n OR (y.n = x.n AND y.word < x.word))
              AND x.id <> y.id AND damerau_levenshtein(x.word, y.word) = 1
            GROUP BY x.id
            """
        ).df()
    near[found["id"]] = found["near"]
    return near
