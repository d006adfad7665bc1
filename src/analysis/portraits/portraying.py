"""Portraits of a study's actors, one by one or two by two, and the page of an elected person."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Any

from markupsafe import Markup

from analysis import wording
from analysis.portraits import elected, facts, pictures, questioning
from analysis.portraits.pages import Page, environment, filled

_SLUG = re.compile(r"[^a-z0-9]+")


class Portraits:
    """The portraits of a study.

    Parameters
    ----------
    results
        As :func:`analysis.study.load` gives them.
    title, focus
        Names of the study and of its territory, for the foot of the pages and the tables.
    lang
        Language of the words that are ours, "fr" or "en".
    templates
        Folder of templates of one's own: actor.html, pair.html or elected.html replace ours.
    questions
        File of questions of one's own, in the form of ``questions.toml``.
    """

    def __init__(
        self,
        results: Any,
        *,
        title: str = "",
        focus: str = "",
        lang: str = "fr",
        templates: str | Path | None = None,
        questions: str | Path | None = None,
    ) -> None:
        self._lang = lang
        self._made = environment(lang, templates)
        self._grid = questioning.read_questions(questions) if questions else None
        self._known = facts.Knowledge(results)
        corpus = results.corpus
        self._ground = (
            pictures.Ground(corpus.territories)
            if corpus.territories is not None and corpus.territories["in_focus"].any()
            else None
        )
        self._tied = {
            frozenset(pair)
            for pair in zip(
                results.ties["actor_a"].astype("str"), results.ties["actor_b"].astype("str"),
                strict=True,
            )
        }  # fmt: skip
        groups = self._known.community.dropna()
        self._hue = {actor: int(group) for actor, group in groups.items()}
        self._title, self._focus = title, focus
        self._source = wording.label("portrait_source", lang, study=title).removeprefix(" : ")

    @property
    def actors(self) -> list[str]:
        """Give the actors that have a portrait, by name: those shown who do something."""
        return facts.portrayed(self._known)

    def actor(self, actor: str) -> Page:
        """Make the portrait of an actor.

        Raises
        ------
        ValueError
            For an actor that is not of the study, or that may not be shown.
        """
        known = facts.of_actor(self._known, actor)
        self._draw(known)
        asked = questioning.for_actor(known, self._lang, self._grid)
        body = filled(self._made, "actor.html", known | {"facts": known, "questions": asked})
        return Page(
            title=known["name"],
            slug=_slug(known["name"], actor),
            body=body,
            lang=self._lang,
            source=self._source,
            themes=tuple(theme["name"] for theme in known["themes"]),
        )

    def pair(self, a: str, b: str) -> Page:
        """Make the crossed portrait of two actors."""
        known = facts.of_pair(self._known, a, b)
        for side in (known["a"], known["b"]):
            self._draw(side)
        asked = questioning.for_pair(known, self._lang, self._grid)
        title = f"{known['a']['name']} × {known['b']['name']}"
        return Page(
            title=title,
            slug=_slug(title, f"{a}-{b}"),
            body=filled(self._made, "pair.html", known | {"questions": asked}),
            lang=self._lang,
            source=self._source,
        )

    def territory(self, area_code: str) -> Page:
        """Make the page of an elected person of an EPCI of the focus."""
        known = elected.of_area(
            self._known, area_code, title=self._title, focus=self._focus, lang=self._lang
        )
        return Page(
            title=known["name"],
            slug=_slug(known["name"], area_code),
            body=filled(self._made, "elected.html", known),
            lang=self._lang,
            source=self._source,
        )

    @property
    def territories(self) -> list[str]:
        """Give the codes of the EPCI of the focus, by name."""
        return elected.areas(self._known)

    def _draw(self, known: dict[str, Any]) -> None:
        drawn = pictures.where(known, self._ground, self._lang) if self._ground else None
        known["map"] = Markup(drawn) if drawn else None
        away = {c for i in known["initiatives"] if (c := i["commune"])} if drawn else set()
        known["away"] = sorted(away - set(self._ground.names)) if self._ground else []
        known["ego"] = (
            Markup(pictures.ego(known, self._tied, self._hue, self._lang))
            if known["partners"]
            else None
        )


def _slug(name: str, key: str) -> str:
    plain = unicodedata.normalize("NFKD", f"{name} {key}").encode("ascii", "ignore").decode()
    return _SLUG.sub("-", plain.lower()).strip("-")[:90] or "page"
