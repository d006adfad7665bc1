"""Names that may be one actor's, a pair at a time: each answer is on disk at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import anywidget
import pandas as pd
from traitlets import Bool, Dict, Int, Unicode

from analysis import actors, wording
from analysis.explorer.scripts import script
from analysis.manifest import InvalidStudy

VERDICTS = ("même", "autre", "plus tard")
_SAID = ("yes", "no", "later", "undo", "left", "done", "over", "help", "keys")
_HERE = Path(__file__).parent


class NameReview(anywidget.AnyWidget):
    """The pairs to review, the most useful first; ``say``, ``undo`` do what keys and buttons do."""

    _esm = script("names.js")
    _css = _HERE / "desk.css"

    words = Dict().tag(sync=True)
    name_a = Unicode().tag(sync=True)
    name_b = Unicode().tag(sync=True)
    commune_a = Unicode().tag(sync=True)
    commune_b = Unicode().tag(sync=True)
    about = Unicode().tag(sync=True)
    reason = Unicode().tag(sync=True)
    refused = Unicode().tag(sync=True)
    left = Int(0).tag(sync=True)
    done = Int(0).tag(sync=True)
    can_undo = Bool(False).tag(sync=True)

    def __init__(self, pairs: pd.DataFrame, path: Path, who: str, lang: str) -> None:
        self._path, self._who, self._lang = path, who, lang
        self._pairs = pairs.to_dict("records")
        self._place = 0
        self._before: list[tuple[dict[str, str], list[dict[str, str]]]] = []
        super().__init__(words={key: wording.label(f"names_{key}", lang) for key in _SAID})
        self.on_msg(self._heard)
        self._show()

    def say(self, verdict: str) -> None:
        """Answer for the pair shown ("même", "autre", "plus tard"), write it, show the next.

        Raises
        ------
        ValueError
            For an unknown answer. One that contradicts an earlier decision is not written, and
            ``refused`` says why.
        """
        if verdict not in VERDICTS:
            raise ValueError(f"no answer {verdict!r}: one of {', '.join(VERDICTS)}")
        if self._place >= len(self._pairs):
            return
        pair = self._pairs[self._place]
        row = {
            "name": pair["name_a"], "commune": pair["commune_a"], "verdict": verdict,
            "other": pair["name_b"], "other_commune": pair["commune_b"], "who": self._who,
            "when": date.today().isoformat(),
        }  # fmt: skip
        try:
            replaced = actors.answer(self._path, [row])
        except InvalidStudy as error:
            self.refused = " ".join(error.problems)
            return
        self._before.append((row, replaced))
        self._place += 1
        self._show()

    def undo(self) -> None:
        """Take back the last answer, on disk too, and show its pair."""
        if self._before:
            row, replaced = self._before.pop()
            actors.withdraw(self._path, [row], replaced)
            self._place -= 1
            self._show()

    def _show(self) -> None:
        over = self._place >= len(self._pairs)
        pair: dict[Any, Any] = {} if over else self._pairs[self._place]
        with self.hold_sync():
            self.name_a, self.name_b = pair.get("name_a", ""), pair.get("name_b", "")
            self.commune_a, self.commune_b = pair.get("commune_a", ""), pair.get("commune_b", "")
            self.reason, self.refused = pair.get("reason", ""), ""
            self.about = "" if over else self._weighs(pair)
            self.left, self.done = len(self._pairs) - self._place, len(self._before)
            self.can_undo = bool(self._before)

    def _weighs(self, pair: dict[Any, Any]) -> str:
        chance = wording.number(round(100 * pair["probability"]), self._lang)
        ties = (
            f"{wording.number(pair['ties'], self._lang)} {wording.label('names_ties', self._lang)}"
        )
        return f"{wording.label('names_chance', self._lang, chance=chance)} · {ties}"

    def _heard(self, _: Any, said: dict[str, Any], __: Any) -> None:
        """Do what a key or a button asks for."""
        match said:
            case {"do": "say", "verdict": str(verdict)} if verdict in VERDICTS:
                self.say(verdict)
            case {"do": "undo"}:
                self.undo()


def review(pairs: pd.DataFrame, path: str | Path, *, who: str = "", lang: str = "fr") -> NameReview:
    """Open the pairs of names in doubt, one at a time.

    Parameters
    ----------
    pairs
        As :func:`analysis.actors.to_review` gives them; those already answered are not among them.
    path
        ``decisions/actors.csv`` of the study, made when it is not there.
    who
        Who answers, kept with each answer.
    lang
        Language of the words around, "fr" or "en".
    """
    return NameReview(pairs, Path(path), who, lang)
