"""The tables of a study that agree with one another.

A :class:`Corpus` is checked when it is made: whoever holds one need not look again. Derived tables
(ties, groups, communities, suggestions) stay outside it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import geopandas as gpd
import pandas as pd

from analysis import manifest, schema


@dataclass(frozen=True, eq=False)  # comparing frames raises, hashing them fails
class Corpus:
    """Checked tables, each sorted by its key; columns are those of :data:`analysis.schema.TABLES`.

    Raises
    ------
    analysis.schema.InvalidData
        Naming every missing column, repeated key, value out of range and unknown reference.
    """

    initiatives: gpd.GeoDataFrame
    actors: pd.DataFrame
    participations: pd.DataFrame
    themes: pd.DataFrame
    meetings: pd.DataFrame | None = None
    attendance: pd.DataFrame | None = None
    offers: pd.DataFrame | None = None
    acquaintance: pd.DataFrame | None = None
    territories: gpd.GeoDataFrame | None = None

    def __post_init__(self) -> None:
        given = tables(self)
        if problems := schema.check(given):
            raise schema.InvalidData(problems)
        for name, frame in given.items():
            object.__setattr__(self, name, schema.tidy(name, frame))


def tables(corpus: Corpus) -> dict[str, pd.DataFrame]:
    """Give the tables that a corpus has, by name, in the schema's order."""
    found = ((f.name, getattr(corpus, f.name)) for f in dataclasses.fields(corpus))
    return {name: frame for name, frame in found if frame is not None}


def read(folder: str | Path) -> Corpus:
    """Read a corpus from its folder of Parquet tables.

    Parameters
    ----------
    folder
        Folder that :func:`write` filled, such as ``data/processed/pays-de-brest/tables``.

    Raises
    ------
    FileNotFoundError
        When a table that every corpus has is not there.
    analysis.schema.InvalidData
        When the tables do not agree.
    """
    folder = Path(folder)
    found = {}
    for field in dataclasses.fields(Corpus):
        path = folder / f"{field.name}.parquet"
        if path.is_file():
            geometry = schema.TABLES[field.name].geometry
            found[field.name] = gpd.read_parquet(path) if geometry else pd.read_parquet(path)
        elif field.default is dataclasses.MISSING:
            raise FileNotFoundError(
                f"{path} : table absente → refaire l'étude : `interconnaissance run ÉTUDE`"
            )
    return Corpus(**found)


def write(corpus: Corpus, folder: str | Path) -> None:
    """Write each table of a corpus as a (Geo)Parquet file; the same corpus gives the same bytes.

    Parameters
    ----------
    corpus
        The corpus.
    folder
        Folder to fill; made if need be.
    """
    for name, frame in tables(corpus).items():
        write_table(frame, Path(folder) / f"{name}.parquet")


def write_table(frame: pd.DataFrame, path: str | Path) -> None:
    """Write one table as Parquet, whole or not at all; the same rows give the same bytes."""
    buffer = BytesIO()
    frame.to_parquet(buffer, index=False, compression="zstd")
    manifest.write_beside(Path(path), buffer.getvalue())


def select(corpus: Corpus, initiatives: Iterable[str]) -> Corpus:
    """Keep some initiatives, with their themes, their participations and those who take part.

    Parameters
    ----------
    corpus
        The corpus.
    initiatives
        Identifiers to keep.

    Returns
    -------
        A smaller corpus. Meetings, attendance, offers and acquaintance stay for the actors that
        remain; territories stay whole. An actor that another is a part of stays with it.

    Raises
    ------
    ValueError
        Naming the identifiers that the corpus does not have.
    """
    kept = set(initiatives)
    unknown = sorted(kept - set(corpus.initiatives["initiative_id"]))
    if unknown:
        raise ValueError(
            f"{len(unknown)} unknown initiative(s), first {unknown[0]!r}: "
            "take them from corpus.initiatives"
        )

    def of_kept(frame: pd.DataFrame) -> pd.DataFrame:
        return frame[frame["initiative_id"].isin(kept)]

    participations = of_kept(corpus.participations)
    present = set(participations["actor_id"])
    wholes = corpus.actors.set_index("actor_id")["part_of"].dropna()
    while more := set(wholes[wholes.index.isin(present)]) - present:
        present |= more

    def of_present(frame: pd.DataFrame | None) -> pd.DataFrame | None:
        if frame is None:
            return None
        sides = [c for c in ("actor_id", "other_id") if c in frame]
        return frame[frame[sides].isin(present).all(axis=1)]

    return Corpus(
        initiatives=of_kept(corpus.initiatives),
        actors=of_present(corpus.actors),
        participations=participations,
        themes=of_kept(corpus.themes),
        meetings=corpus.meetings,
        attendance=of_present(corpus.attendance),
        offers=of_present(corpus.offers),
        acquaintance=of_present(corpus.acquaintance),
        territories=corpus.territories,
    )
