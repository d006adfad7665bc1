"""A desk to code texts: one text at a time, a key for each theme, each click on disk at once."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import anywidget
import pandas as pd
from traitlets import Bool, Dict, Int, List, Unicode

from analysis import wording
from analysis.explorer.scripts import script
from analysis.manifest import write_beside
from analysis.sources import delimited
from analysis.themes import Seed, Seeded, write_coding_sheet

#: Keys of the themes, in order; "s" is kept for the second theme.
KEYS = "1234567890abcdefghijklmnopqrtuvwxyz"
_HERE = Path(__file__).parent


class CodingDesk(anywidget.AnyWidget):
    """The desk. ``codes`` gives what is coded; the sheet on disk says the same at any moment.

    ``go``, ``give``, ``note`` and ``undo`` do from Python what keys and buttons do.
    """

    _esm = script("desk.js")
    _css = _HERE / "desk.css"

    themes = List(Unicode()).tag(sync=True)
    theme_keys = Unicode(KEYS).tag(sync=True)
    say = Dict().tag(sync=True)
    place = Int(0).tag(sync=True)
    total = Int(0).tag(sync=True)
    done = Int(0).tag(sync=True)
    text_id = Unicode().tag(sync=True)
    text = Unicode().tag(sync=True)
    proposals = List(Unicode()).tag(sync=True)
    theme = Unicode().tag(sync=True)
    second_theme = Unicode().tag(sync=True)
    remark = Unicode().tag(sync=True)
    can_undo = Bool(False).tag(sync=True)

    def __init__(self, path: Path, themes: Sequence[str], lang: str) -> None:
        self._path = path
        self._rows = _read(path)
        self._before: list[tuple[int, dict[str, str]]] = []
        words = {key: wording.label(f"desk_{key}", lang) for key in _SAID}
        super().__init__(themes=list(themes), say=words, total=len(self._rows))
        self.on_msg(self._heard)
        self.go(self._next_open(-1))

    @property
    def codes(self) -> pd.DataFrame:
        """Give what is coded: columns text_id, theme, second_theme, note, in the sheet's order."""
        columns = ["text_id", "theme", "second_theme", "note"]
        return pd.DataFrame([r for r in self._rows if r["theme"]], columns=columns, dtype="str")

    def go(self, place: int) -> None:
        """Show the text at this place (0 the first of the sheet)."""
        self.place = min(max(place, 0), max(len(self._rows) - 1, 0))
        self._show()

    def give(self, theme: str, *, second: bool = False) -> None:
        """Give the text a theme, write it, and go on to the next text without one.

        Parameters
        ----------
        theme
            One of ``themes``; "" takes it away.
        second
            Whether it is the second theme of the text; the desk then stays with it.

        Raises
        ------
        ValueError
            For an unknown theme.
        """
        if theme and theme not in self.themes:
            raise ValueError(f"no theme {theme!r}: one of {', '.join(self.themes)}")
        self._change("second_theme" if second else "theme", theme)
        if theme and not second:
            self.go(self._next_open(self.place))

    def note(self, remark: str) -> None:
        """Keep a remark on the text."""
        if self._rows and remark != self._rows[self.place]["note"]:
            self._change("note", remark)

    def undo(self) -> None:
        """Take back the last change, and show its text."""
        if self._before:
            place, row = self._before.pop()
            self._rows[place] = row
            self._write()
            self.go(place)

    def _change(self, column: str, value: str) -> None:
        if self._rows:
            row = self._rows[self.place]
            self._before.append((self.place, dict(row)))
            row[column] = value
            self._write()
            self._show()

    def _next_open(self, place: int) -> int:
        """Find the next text without a theme, from the beginning after the end; else stay."""
        order = [*range(place + 1, len(self._rows)), *range(place + 1)]
        return next((p for p in order if not self._rows[p]["theme"]), max(place, 0))

    def _show(self) -> None:
        row = self._rows[self.place] if self._rows else dict.fromkeys(_COLUMNS, "")
        with self.hold_sync():
            self.text_id, self.text = row["text_id"], delimited.typed(row["texte"])
            self.proposals = [p for p in (row["proposition_1"], row["proposition_2"]) if p]
            self.theme, self.second_theme = row["theme"], row["second_theme"]
            self.remark = row["note"]
            self.done = sum(bool(r["theme"]) for r in self._rows)
            self.can_undo = bool(self._before)

    def _heard(self, _: Any, said: dict[str, Any], __: Any) -> None:
        """Do what a key or a button asks for."""
        match said:
            case {"do": "give", "theme": str(theme), "second": bool(second)}:
                self.give(theme, second=second)
            case {"do": "note", "text": str(text)}:
                self.note(text)
            case {"do": "go", "by": int(by)}:
                self.go(self.place + by)
            case {"do": "undo"}:
                self.undo()

    def _write(self) -> None:
        stream = io.StringIO()
        writer = csv.DictWriter(stream, list(self._rows[0]), delimiter=";", lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(self._rows)
        write_beside(self._path, stream.getvalue().encode("utf-8-sig"))


_COLUMNS = ("text_id", "texte", "proposition_1", "proposition_2", "theme", "second_theme", "note")
_SAID = ("undo", "previous", "next", "second", "remark", "done", "proposals", "help", "over")


def code(
    texts: pd.Series,
    grid: Sequence[Seed],
    path: str | Path,
    *,
    proposals: Seeded | None = None,
    seed: int = 0,
    lang: str = "fr",
) -> CodingDesk:
    """Open a desk to code texts on a sheet; one begun before is taken up where it was left.

    Parameters
    ----------
    texts
        Texts by identifier.
    grid
        The themes to give, thirty-five at most (a key each).
    path
        The coder's sheet, a .csv as :func:`analysis.themes.write_coding_sheet` writes it, made when
        it is not there.
    proposals
        The machine's two best themes, shown beside each text; None for blind coding.
    seed
        Of the order of the texts in a new sheet.
    lang
        Language of the desk, "fr" or "en".

    Raises
    ------
    ValueError
        For too many themes, a sheet that is no .csv, or one whose columns or texts are others.
    """
    path = Path(path)
    if path.suffix != ".csv":
        raise ValueError(f"{path.name} : le codage à l'écran écrit un .csv → changer le nom")
    if len(grid) > len(KEYS):
        raise ValueError(f"{len(grid)} thèmes : {len(KEYS)} au plus ont une touche → en réunir")
    if not path.exists():
        write_coding_sheet(texts, path, proposals=proposals, seed=seed)
    others = {row["text_id"] for row in _read(path)} - {str(label) for label in texts.index}
    if others:
        raise ValueError(f"{path.name} : texte « {min(others)} » inconnu → changer de feuille")
    return CodingDesk(path, [theme.name for theme in grid], lang)


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = csv.DictReader(stream, delimiter=";")
        lacking = [c for c in _COLUMNS if c not in (rows.fieldnames or ())]
        if lacking:
            said = ", ".join(lacking)
            raise ValueError(f"{path.name} : colonne {said} absente → reprendre la feuille écrite")
        return [{k: v or "" for k, v in row.items() if k} for row in rows]
