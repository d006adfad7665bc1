"""A text table larger than memory, read a part at a time."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import Any

from analysis.sources import delimited, headers
from analysis.sources.reading import Reading, understood
from analysis.sources.rough import LONGEST, Source, tabulated
from analysis.sources.several import separator

_SAMPLE = 2_000_000  # bytes by which encoding and mark are told
_HEAD = 50  # rows of the first part at least: a header is looked for among them
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
        A reading a part, its rows numbered as in the whole file. Columns that are not mapped stay
        text: one part cannot tell that all of them are numbers.

    Raises
    ------
    ValueError
        As :func:`read`; for a quote that closes nothing, with the part where it stands.
    """
    path = Path(path)
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
    if not sample:
        raise ValueError(f"{path.name} : fichier vide → donner un fichier avec des en-têtes")
    sample = sample[: sample.rfind(b"\n") + 1] or sample
    text, used = delimited.opened(Source(path.name, sample, path, encoding))
    skipped = text.startswith("sep=")
    mark = delimited.delimiter(text.split("\n", 1)[1] if skipped and "\n" in text else text)
    csv.field_size_limit(LONGEST)
    read_as = "utf-8-sig" if used == "utf-8" else used
    with path.open(encoding=read_as, errors="replace", newline="") as file:
        if skipped:
            next(file)
        kept = (line.replace("\0", "") for line in file)
        lines = csv.reader(kept, delimiter=mark, strict=True)
        notes = [delimited.told(used, mark)]
        first, header = 1, None
        try:
            while part := list(islice(lines, rows if header else max(rows, _HEAD))):
                rough = tabulated(part, first=first, header=header)
                broken = "\n".join(chain.from_iterable(part))
                notes += delimited.damaged(broken, used, first) + delimited.bared(rough.table)
                rough = replace(rough, notes=[*notes, *rough.notes])
                header = header or list(rough.header)
                own = mapping
                if mapping is None:
                    mapping, _ = headers.guess(header)
                if separators is None:
                    separators = {
                        ours: separator(rough.table[mapping[ours]].dropna())
                        for ours in _LISTS
                        if ours in mapping
                    }
                yield understood(rough, path.name, own, separators, vocabulary, crs, numbers=False)
                first, notes = first + len(part), []
        except csv.Error:
            raise ValueError(
                f"{path.name} : après la ligne {first} : un guillemet n'est pas fermé, ou suivi "
                "d'autre chose → le corriger dans le fichier"
            ) from None
