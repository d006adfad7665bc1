"""A text table larger than memory, read a part at a time."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from analysis.sources import delimited, headers
from analysis.sources.reading import Reading, understood
from analysis.sources.rough import LONGEST, tabulated
from analysis.sources.several import separator

_SAMPLE = 2_000_000  # bytes by which encoding and mark are told
_LISTS = ("themes", "actors")


def stream(
    path: str | Path,
    *,
    rows: int = 100_000,
    mapping: Mapping[str, str] | None = None,
    separators: Mapping[str, str] | None = None,
    vocabulary: Mapping[str, list[str]] | None = None,
    crs: Any = None,
    encoding: str | None = None,
) -> Iterator[Reading]:
    """Read a CSV or its kin, some rows at a time: memory does not grow with the file.

    Parameters
    ----------
    path
        The file.
    rows
        Rows of each part.
    mapping, separators, vocabulary, crs, encoding
        As for :func:`read`; what is guessed is guessed on the first part, and holds for all.

    Yields
    ------
        A reading a part, its rows numbered as in the whole file.

    Raises
    ------
    ValueError
        As :func:`read`.
    """
    path = Path(path)
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
    sample = sample[: sample.rfind(b"\n") + 1] or sample
    text, used = delimited.decode(sample, encoding)
    mark = delimited.delimiter(text)
    csv.field_size_limit(LONGEST)
    used = "utf-8-sig" if used == "utf-8" else used
    with path.open(encoding=used, errors="replace", newline="") as file:
        lines = csv.reader((line.replace("\0", "") for line in file), delimiter=mark)
        first, header = 1, None
        try:
            while part := list(islice(lines, rows)):
                rough = tabulated(part, first=first, header=header)
                header = header or list(rough.table.columns)
                if mapping is None:
                    mapping, _ = headers.guess(header)
                if separators is None:
                    separators = {
                        ours: separator(rough.table[mapping[ours]].dropna())
                        for ours in _LISTS
                        if ours in mapping
                    }
                yield understood(rough, path.name, mapping, separators, vocabulary, crs)
                first += len(part)
        except csv.Error:
            raise ValueError(
                f"{path.name} : après la ligne {first} : une cellule de plus d'un million de "
                "lettres → un guillemet ouvert n'est sans doute jamais fermé"
            ) from None
