"""Ties larger than memory: read from a file, made block by block, written to a file."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analysis import manifest
from analysis.network.incidence import ROWS_SHOWN, check_selection
from analysis.network.pairs import Block, Ranked, blocks, ranked
from analysis.network.projection import check_wanted, selected
from analysis.schema import InvalidData, Problem

if TYPE_CHECKING:
    import duckdb

ROWS_AT_ONCE = 4_000_000  # of ties in a block: some 200 MB on their way to the file
SIDES = ("actor_a", "actor_b")
BATCH = 1_000_000  # participations read at once


def write_ties(
    participations: pd.DataFrame | str | Path,
    path: str | Path,
    *,
    weight: str = "newman",
    roles: Iterable[str] | None = None,
    years: tuple[int, int] | None = None,
    max_size: int | None = 30,
    min_shared: int = 1,
    memory: float = 2e9,
) -> int:
    """Write the ties of :func:`ties` to a Parquet file, without holding them in memory.

    Parameters
    ----------
    participations
        A table, or the Parquet file (or a pattern such as ``parts/*.parquet``) that holds it.
    path
        The file to write.
    weight, roles, years, max_size, min_shared
        As for :func:`ties`.
    memory
        Bytes that reading and sorting a file may take; beyond, the work goes on in a folder beside
        `path`. Making the ties then takes about 12 bytes a participation.

    Returns
    -------
        The number of ties written: columns actor_a, actor_b (as in `participations`; text as
        dictionaries), shared (int32), strength (double), in the order and with the very values of
        :func:`ties`.

    Raises
    ------
    InvalidData
        For missing columns, identifiers, roles or years, with their rows.
    ValueError
        As for :func:`ties`.

    Notes
    -----
    DuckDB reads, codes and sorts a file within `memory`; the walk over pairs is that of
    :func:`ties`.
    """
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(participations, pd.DataFrame):
        known = selected(participations, weight, roles, years, max_size, min_shared)
        return _write(ranked(known), pa.array(known.actors), target, weight, min_shared)
    check_wanted(weight, max_size, min_shared)
    with TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as folder:
        rows, actors = _from_file(str(participations), roles, years, max_size, memory, folder)
        return _write(rows, actors, target, weight, min_shared)


def _write(rows: Ranked, actors: pa.Array, target: Path, weight: str, min_shared: int) -> int:
    """Write block by block beside the target, then rename."""
    integers = pa.types.is_integer(actors.type)
    schema = pa.schema(
        {side: actors.type if integers else pa.dictionary("int32", actors.type) for side in SIDES}
        | {"shared": pa.int32(), "strength": pa.float64()}
    )
    # Partners come in ascending order, which differences say in few bits; the rest repeats itself.
    how = {"column_encoding": {"actor_b": "DELTA_BINARY_PACKED"}} if integers else {}
    repeated = [name for name in schema.names if name not in how.get("column_encoding", {})]

    def table(block: Block) -> pa.Table:
        kept = block[2] >= min_shared
        columns = block if kept.all() else [column[kept] for column in block]
        named = [_named(codes, actors) for codes in columns[:2]]
        return pa.table([*named, *map(pa.array, columns[2:])], schema=schema)

    written = 0
    hand_over: Future[None] | None = None
    with (
        manifest.beside(target) as draft,
        pq.ParquetWriter(
            draft, schema, use_dictionary=repeated, compression="none", **how
        ) as writer,
        ThreadPoolExecutor(1) as hand,
    ):
        for block in blocks(rows, weight, rows=ROWS_AT_ONCE):
            made = table(block)
            written += made.num_rows
            if hand_over is not None:
                hand_over.result()  # its space is used again for the next block
            hand_over = hand.submit(writer.write_table, made)
        if hand_over is not None:
            hand_over.result()
    return written


def _named(codes: np.ndarray, actors: pa.Array) -> pa.Array:
    """Give identifiers by their codes: text by a dictionary of those that a block has."""
    if pa.types.is_integer(actors.type):
        return actors.take(pa.array(codes))
    places = np.zeros(len(actors), dtype=np.int32)
    places[codes] = 1
    present = np.flatnonzero(places)
    places[present] = np.arange(len(present), dtype=np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(places[codes]), actors.take(pa.array(present)))


def _from_file(
    source: str,
    roles: Iterable[str] | None,
    years: tuple[int, int] | None,
    max_size: int | None,
    memory: float,
    folder: str,
) -> tuple[Ranked, pa.Array]:
    """Code the participations of a file, sorted, within a limit of memory."""
    import duckdb

    with duckdb.connect(f"{folder}/work.duckdb") as base:
        base.execute("SET memory_limit = ?", [f"{int(memory / 1e6)}MB"])
        base.execute("SET temp_directory = ?", [folder])
        base.execute("SET enable_progress_bar = false")
        counts = _checked(base, source, roles, years)
        base.execute(
            f"""
            CREATE TABLE pair AS
                SELECT DISTINCT actor_id, initiative_id FROM read_parquet($source) WHERE {counts};
            """,
            {"source": source, **_wanted(roles, years)},
        )
        base.execute(
            """
            CREATE TABLE actor AS SELECT actor_id, row_number() OVER (ORDER BY actor_id) - 1 AS code
                FROM (SELECT DISTINCT actor_id FROM read_parquet($source));
            """,
            {"source": source},
        )
        base.execute(
            """
            CREATE TABLE initiative AS
                SELECT initiative_id, n, row_number() OVER (ORDER BY n DESC, initiative_id) - 1
                    AS rank
                FROM (SELECT initiative_id, count(*) AS n FROM pair GROUP BY ALL)
                WHERE n <= $cap;
            """,
            {"cap": 2**31 if max_size is None else max_size},
        )
        actors = base.sql("SELECT actor_id FROM actor ORDER BY code").to_arrow_table()
        sizes = base.sql("SELECT n FROM initiative ORDER BY rank").fetchnumpy()["n"]
        coded = base.sql(
            """
            SELECT code::INTEGER AS actor, rank::INTEGER AS initiative
            FROM pair JOIN actor USING (actor_id) JOIN initiative USING (initiative_id)
            ORDER BY code, rank
            """
        )
        degrees = np.zeros(actors.num_rows, dtype=np.int64)
        initiatives = np.empty(int(sizes.sum()), dtype=np.int32)
        at = 0
        for batch in coded.to_arrow_reader(BATCH):
            actor, initiative = (np.asarray(column) for column in batch.columns)
            degrees += np.bincount(actor, minlength=len(degrees))
            initiatives[at : at + len(initiative)] = initiative
            at += len(initiative)
    begins = np.concatenate([[0], np.cumsum(degrees)])
    return Ranked(begins, initiatives, sizes), actors["actor_id"].combine_chunks()


def _wanted(roles: Iterable[str] | None, years: tuple[int, int] | None) -> dict[str, object]:
    wanted: dict[str, object] = {}
    if roles is not None:
        wanted["roles"] = list(roles)
    if years is not None:
        wanted["first"], wanted["last"] = years
    return wanted


def _checked(
    base: duckdb.DuckDBPyConnection,
    source: str,
    roles: Iterable[str] | None,
    years: tuple[int, int] | None,
) -> str:
    """Refuse a file that lacks columns or identifiers; say which of its rows count, as SQL."""
    check_selection(roles, years)
    columns = base.sql("SELECT * FROM read_parquet($source) LIMIT 0", params={"source": source})
    needed = ["actor_id", "initiative_id"]
    needed += ["role"] * (roles is not None) + ["year"] * (years is not None)
    problems = [
        Problem(source, None, column, None, "colonne absente", "l'ajouter au fichier")
        for column in needed
        if column not in columns.columns
    ]
    if not problems:
        full = [column for column in needed if column != "year"]
        missing = " OR ".join(
            f"trim({column}::VARCHAR) = '' OR {column} IS NULL" for column in full
        )
        found = base.sql(
            f"""
            SELECT filename, file_row_number, {", ".join(full)}
            FROM read_parquet($source, filename = true, file_row_number = true)
            WHERE {missing} ORDER BY ALL LIMIT {ROWS_SHOWN}
            """,
            params={"source": source},
        ).fetchall()
        for name, row, *values in found:
            for column, value in zip(full, values, strict=True):
                if value is None or not str(value).strip():
                    problems.append(
                        Problem(name, row, column, value, "valeur absente", "la renseigner")
                    )
    if problems:
        raise InvalidData(problems)
    tests = ["role IN (SELECT unnest($roles))"] * (roles is not None)
    tests += ["year BETWEEN $first AND $last"] * (years is not None)
    return " AND ".join(tests) or "true"
