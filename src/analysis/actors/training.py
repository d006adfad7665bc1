"""Make the table of pairs that the model learns from: ``python -m analysis.actors.training``.

The table ships with the library, so that a study fits the model without the names it came from.
``data/pairs.md`` says what is in it and how well the model does.
"""

from __future__ import annotations

import argparse
from importlib import resources
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.actors.blocking import candidates
from analysis.actors.features import FEATURES, features
from analysis.actors.model import fit
from analysis.actors.spellings import spell

_ROWS = 30_000
_REAL = 0.05  # share of the weight that real names have beside made ones
_MOST = 200_000  # pairs of one file


def labelled(names: pd.Series, entities: pd.Series, communes: pd.Series) -> pd.DataFrame:
    """Give the features of the pairs of a file, and ``y``, whether they are of one entity."""
    said, row_of = spell(names, communes)
    pairs = candidates(said)
    each = pd.DataFrame({"row": row_of, "entity": entities.to_numpy()}).drop_duplicates()
    one = each.merge(each, on="entity")
    n = len(said.table)
    true = (one["row_x"] * n + one["row_y"]).unique()
    y = np.isin(pairs["a"].to_numpy("int64") * n + pairs["b"].to_numpy("int64"), true)
    return features(said, pairs)[list(FEATURES)].assign(y=y)


def real() -> pd.DataFrame:
    """Give the pairs of the real names that ship with the library."""
    text = (resources.files(__package__) / "data" / "spellings.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    rows = [(name.strip(), n) for n, line in enumerate(lines) for name in line.split("|")]
    names = pd.DataFrame(rows, columns=["name", "entity"])
    return labelled(names["name"], names["entity"], pd.Series("", index=names.index))


def made(files: list[Path]) -> pd.DataFrame:
    """Give the pairs of made names, with the communes and without; small files weigh half."""
    parts = []
    for path in files:
        names = pd.read_csv(path, dtype="str", keep_default_na=False)
        blank = pd.Series("", index=names.index)
        for communes in (names["commune"], blank):
            if len(names) >= 100_000 and communes is blank:
                continue
            pairs = labelled(names["name"], names["entity"], communes)
            weight = (0.5 if len(names) < 5000 else 1.0) / len(pairs)
            if len(pairs) > _MOST:
                pairs = pairs.sample(_MOST, random_state=0)
                weight = 1.0 / _MOST
            parts.append(pairs.assign(weight=weight))
    return pd.concat(parts, ignore_index=True)


def table(files: list[Path]) -> pd.DataFrame:
    """Draw the pairs that teach most: those that a model fitted to all of them finds hard."""
    synthetic, own = made(files), real()
    own = own.assign(weight=_REAL * synthetic["weight"].sum() / len(own))
    whole = pd.concat([synthetic, own], ignore_index=True)
    sure = fit(whole, 0).predict_proba(whole[list(FEATURES)])[:, 1]
    wanted = np.maximum(np.minimum(sure, 1 - sure), 0.005) * whole["weight"].to_numpy()
    kept = np.minimum(1.0, _ROWS * wanted / wanted.sum())
    for _ in range(20):  # those drawn for certain leave their share to the others
        free = kept < 1
        kept[free] = np.minimum(1.0, (_ROWS - (~free).sum()) * wanted[free] / wanted[free].sum())
    kept[len(synthetic) :] = 1.0
    drawn = np.random.default_rng(0).random(len(whole)) < kept
    result = whole[drawn].assign(weight=whole["weight"][drawn] / kept[drawn])
    result["weight"] = (result["weight"] / result["weight"].mean()).astype("float32")
    return result.reset_index(drop=True)


def main() -> None:
    """Read the files of made names, write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, help="columns name, entity, commune")
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    made_table = table(sorted(asked.files))
    made_table.to_parquet(asked.out, compression="zstd", index=False)
    print(f"{len(made_table)} pairs, {made_table['y'].mean():.3f} of one actor")


if __name__ == "__main__":
    main()
