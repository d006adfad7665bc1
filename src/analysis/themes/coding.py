"""Themes that people give to texts: a sheet to fill, and how far coders agree."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from analysis import wording
from analysis.manifest import write_beside
from analysis.schema import InvalidData, Problem
from analysis.sources import delimited, read
from analysis.themes.grids import Seed
from analysis.themes.seeding import Seeded
from analysis.themes.sheets import spreadsheet, spreadsheet_rows
from analysis.themes.tokens import fold

FIRM, DRAFT = 0.8, 0.667  # Krippendorff's own bounds for conclusions, firm and tentative
_COLUMNS = ("text_id", "texte", "proposition_1", "proposition_2", "theme", "second_theme", "note")


def write_coding_sheet(
    texts: pd.Series,
    path: str | Path,
    *,
    grid: Sequence[Seed] = (),
    proposals: Seeded | None = None,
    seed: int = 0,
) -> None:
    """Write the sheet that a coder fills: a text a row, its theme to write beside it.

    Parameters
    ----------
    texts
        Texts by identifier.
    path
        A CSV for spreadsheets (semicolons, UTF-8 with its mark), or an .xlsx. A sheet that is
        already there is never overwritten: a person may have filled it.
    grid
        The themes to choose from: in an .xlsx each cell offers them as a list.
    proposals
        The machine's two best themes, shown beside each text; None for blind coding.
    seed
        Of the order of the rows, which is drawn, so that neighbours do not lean on one another.

    Raises
    ------
    FileExistsError
        Where there is a sheet already.
    """
    path = Path(path)
    if path.exists():
        raise FileExistsError(f"{path.name} existe déjà → choisir un autre nom, ou l'effacer")
    ordered = texts.sort_index()
    ordered = ordered.iloc[np.random.default_rng(seed).permutation(len(ordered))]
    ranked = () if proposals is None else (proposals.first, proposals.second)
    rows = [
        [str(label), _plain(text), *([_plain(by.get(label)) for by in ranked] or ["", ""])]
        for label, text in ordered.items()
    ]
    if path.suffix == ".xlsx":
        write_beside(path, spreadsheet(_COLUMNS, rows, [theme.name for theme in grid]))
        return
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    writer.writerows([*row, "", "", ""] for row in rows)
    write_beside(path, stream.getvalue().encode("utf-8-sig"))


def _plain(value: object) -> str:
    """Give a cell that a spreadsheet takes for text, never for a formula."""
    text = "" if value is None or pd.isna(value) else " ".join(str(value).split())
    return delimited.inert(text)


def read_codes(
    sheets: dict[str, str | Path], grid: Sequence[Seed], *, texts: pd.Series | None = None
) -> pd.DataFrame:
    """Read the sheets of several coders.

    Parameters
    ----------
    sheets
        File of each coder, by name.
    grid
        The themes that may be given; case and accents do not matter.
    texts
        The texts that may be coded; any by default.

    Returns
    -------
        Columns text_id, coder, theme, second_theme (missing where none): a row a text and coder who
        gave it a theme; sorted.

    Raises
    ------
    InvalidData
        For unknown themes or texts, texts coded twice, and missing columns: all, with their rows.
    """
    names = {fold(seed.name): seed.name for seed in grid}
    problems, found = [], []
    for coder, path in sheets.items():
        file = Path(path).name
        workbook = Path(path).suffix == ".xlsx"
        table = spreadsheet_rows(path) if workbook else read(path, mapping={}).table
        lacking = [column for column in ("text_id", "theme") if column not in table]
        problems += [
            Problem(file, 1, column, "", "colonne absente", "reprendre la feuille écrite")
            for column in lacking
        ]
        if lacking:
            continue
        given = table["theme"].dropna()
        for row, label in table.loc[given.index, "text_id"].items():
            if texts is not None and label not in texts.index:
                problems.append(
                    Problem(file, row, "text_id", label, "texte inconnu", "le corriger")
                )
        twice = table.loc[given.index, "text_id"].duplicated()
        for row in given.index[twice]:
            label = table.at[row, "text_id"]
            problems.append(Problem(file, row, "text_id", label, "déjà codé", "garder une ligne"))
        for row in given.index:
            codes: list[str | None] = []
            for column in ("theme", "second_theme"):
                cell = table.at[row, column] if column in table else None
                if cell is None or pd.isna(cell):
                    codes.append(None)
                    continue
                codes.append(names.get(fold(str(cell))))
                if codes[-1] is None:
                    said = f"thème inconnu (grille : {', '.join(names.values())})"
                    problems.append(Problem(file, row, column, cell, said, "le corriger"))
            found.append((table.at[row, "text_id"], coder, *codes))
    if problems:
        raise InvalidData(problems)
    table = pd.DataFrame(found, columns=["text_id", "coder", "theme", "second_theme"], dtype="str")
    return table.sort_values(["text_id", "coder"], ignore_index=True)


def majority(codes: pd.DataFrame) -> pd.Series:
    """Keep the theme that most coders gave to each text.

    Parameters
    ----------
    codes
        Columns text_id, theme, as :func:`read_codes` gives them.

    Returns
    -------
        Theme by text_id; a text on which two themes come first alike is left out, to be talked
        about (see :func:`agreement`).
    """
    counts = codes.dropna(subset=["theme"]).groupby(["text_id", "theme"]).size()
    best = counts[counts == counts.groupby("text_id").transform("max")].reset_index()
    alone = best.drop_duplicates("text_id", keep=False)
    return alone.set_index("text_id")["theme"].sort_index()


@dataclass(frozen=True, eq=False)
class Agreement:
    """How far coders agree.

    Attributes
    ----------
    alpha, low, high
        Krippendorff's alpha (1: the same codes, 0: as chance would) and its 95 % interval.
    texts, coders
        Those that count: texts with two codes or more.
    by_theme
        Indexed by theme: n (codes), alpha of "this theme or another", low, high; from the least
        agreed on.
    disagreements
        Texts whose codes differ: text_id, then a column a coder; those most in dispute first.
    """

    alpha: float
    low: float
    high: float
    texts: int
    coders: int
    by_theme: pd.DataFrame
    disagreements: pd.DataFrame

    def sentence(self, lang: str = "fr") -> str:
        """Say it in a sentence, with what may be concluded."""
        wording.check(lang)
        alpha, low, high = (
            wording.number(v, lang, digits=2) for v in (self.alpha, self.low, self.high)
        )
        if lang == "fr":
            worth = (
                "les codes se prêtent à des conclusions" if self.alpha >= FIRM
                else "à des conclusions prudentes" if self.alpha >= DRAFT
                else "trop peu pour conclure : revoir la grille"
            )  # fmt: skip
            return (
                f"{self.coders} codages de {self.texts} textes : alpha de Krippendorff {alpha} "
                f"(de {low} à {high}) ; {worth}."
            )
        worth = (
            "the codes bear conclusions" if self.alpha >= FIRM
            else "tentative conclusions" if self.alpha >= DRAFT
            else "too little to conclude: look at the grid again"
        )  # fmt: skip
        return (
            f"{self.coders} codings of {self.texts} texts: Krippendorff's alpha {alpha} ({low} to "
            f"{high}); {worth}."
        )


def agreement(codes: pd.DataFrame, *, draws: int = 1_000, seed: int = 0) -> Agreement:
    """Measure how far coders agree on the first theme of texts.

    Parameters
    ----------
    codes
        Columns text_id, coder, theme, as :func:`read_codes` gives them; a coder need not have coded
        all texts.
    draws, seed
        Of the bootstrap over texts that gives the intervals.

    Returns
    -------
        The agreement as a whole, by theme, and what to talk about.

    Raises
    ------
    ValueError
        For a text coded twice by one person, or no text with two codes.

    References
    ----------
    Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability. University of Pennsylvania.
    """
    known = codes.dropna(subset=["theme"])
    if known.duplicated(["text_id", "coder"]).any():
        twice = known.loc[known.duplicated(["text_id", "coder"]), "text_id"].iloc[0]
        raise ValueError(f"{twice!r} is coded twice by one coder: keep one code")
    wide = known.pivot(index="text_id", columns="coder", values="theme").sort_index()
    wide = wide[wide.notna().sum(axis=1) > 1]
    if wide.empty:
        raise ValueError("no text has two codes: give the sheets of two coders of the same texts")
    themes = sorted(known["theme"].unique())
    counts = np.stack([(wide == theme).sum(axis=1) for theme in themes], axis=1).astype(float)
    rng = np.random.default_rng(seed)
    drawn = rng.integers(0, len(counts), (draws, len(counts)))

    def measured(table: np.ndarray) -> tuple[float, float, float]:
        again = [_alpha(table[rows]) for rows in drawn]
        low, high = np.nanquantile(again, [0.025, 0.975]) if draws else (np.nan, np.nan)
        return round(_alpha(table), 4), round(float(low), 4), round(float(high), 4)

    rows = []
    for column, theme in enumerate(themes):
        own = counts[:, column]
        split = np.stack([own, counts.sum(axis=1) - own], axis=1)
        rows.append((theme, int(own.sum()), *measured(split)))
    by_theme = pd.DataFrame(rows, columns=["theme", "n", "alpha", "low", "high"])
    dispute = 1 - counts.max(axis=1) / counts.sum(axis=1)
    order = np.lexsort((np.arange(len(wide)), -dispute))
    differ = wide.iloc[[row for row in order if dispute[row] > 0]].reset_index()
    alpha, low, high = measured(counts)
    return Agreement(
        alpha=alpha, low=low, high=high, texts=len(wide), coders=wide.shape[1],
        by_theme=by_theme.sort_values(["alpha", "theme"]).set_index("theme"),
        disagreements=differ.rename_axis(columns=None),
    )  # fmt: skip


def _alpha(counts: np.ndarray) -> float:
    """Give Krippendorff's nominal alpha from codes counted by text (rows) and theme (columns)."""
    coders = counts.sum(axis=1)
    paired = counts[coders > 1]
    coders = coders[coders > 1]
    total = coders.sum()
    observed = ((coders**2 - (paired**2).sum(axis=1)) / (coders - 1)).sum() / total
    all_codes = paired.sum(axis=0)
    expected = (total**2 - (all_codes**2).sum()) / (total * (total - 1))
    return float(1 - observed / expected) if expected else float("nan")
