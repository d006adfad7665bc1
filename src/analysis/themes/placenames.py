"""Names of places, and of their people, set aside so that themes are not places."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from analysis.themes.tokens import ARTICLES, Word, fold, phrases

SHORT = {"st": "saint", "ste": "sainte"}
PEOPLE = {  # whose name does not begin like that of their region
    "auvergne": "auvergnat",
    "bourgogne": "bourguignon",
    "bretagne": "breton",
    "gascogne": "gascon",
    "normandie": "normand",
    "picardie": "picard",
    "provence": "provencal",
}
_PEOPLE_OF = re.compile(r"n?[ao]is(?:es?)?|ien(?:s|nes?)?|ain(?:s|es?)?")


class Places:
    """Names of places, found in phrases as whole words, whatever their hyphens and accents.

    Parameters
    ----------
    names
        As people write them ("Le Relecq-Kerhuon", "Brest"). One word after an article (Le Faou,
        Le Cours) must bear a capital in the text: "cours" is a word too.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._capital: set[tuple[str, ...]] = set()
        self._roots: set[str] = set()
        by_first: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        for name in names:
            words = [_spelt(w) for phrase in phrases(name) for w in phrase]
            bare = tuple(words[1:] if len(words) > 1 and words[0] in ARTICLES else words)
            if not bare:
                continue
            by_first[bare[0]].add(bare)
            if len(bare) < len(words) and len(bare) == 1:
                self._capital.add(bare)
            elif len(bare) == 1:
                self._roots.add(re.sub(r"e?s?$", "", bare[0]))
                people = PEOPLE.get(bare[0], bare[0])
                by_first |= {
                    people + end: {(people + end,)}
                    for end in ("", "s", "ne", "nes", "e", "es")
                    if people != bare[0]
                }
        self._names = {
            first: sorted(found, key=len, reverse=True) for first, found in by_first.items()
        }

    def cut(self, phrase: list[Word]) -> Iterator[list[Word]]:
        """Yield what is left of a phrase on either side of its places."""
        spelt = [_spelt(word) for word in phrase]
        start = place = 0
        while place < len(phrase):
            length = self._length(phrase, spelt, place)
            if length:
                yield phrase[start:place]
                start = place + length
            place += max(length, 1)
        yield phrase[start:]

    def _length(self, phrase: list[Word], spelt: list[str], place: int) -> int:
        for name in self._names.get(spelt[place], ()):
            there = tuple(spelt[place : place + len(name)]) == name
            if there and (name not in self._capital or phrase[place].written[0].isupper()):
                return len(name)
        return int(self._people(spelt[place]))

    def _people(self, word: str) -> bool:
        return any(
            word[:cut] in self._roots and _PEOPLE_OF.fullmatch(word[cut:]) is not None
            for cut in range(4, len(word) - 2)
        )


def _spelt(word: Word) -> str:
    folded = fold(word.written)
    return SHORT.get(folded, folded)
