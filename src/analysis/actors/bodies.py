"""Services named without the body that they are of: "Service culture", and of which town?"""

from __future__ import annotations

import pandas as pd

from analysis.actors.spellings import Spellings, stem

# That it is the only body which a page names with that service, or the council of where it was met.
_NAMED, _MET = 0.9, 0.38


def of_bodies(said: Spellings) -> pd.DataFrame:
    """Bring the services that stand alone to the bodies that they may be of.

    Returns
    -------
        Columns a, b (rows of the spellings, a < b), service (that of the two), likely
        (the probability, shared between the bodies that go as well) and why, in French.
    """
    alone = said.parts.loc[said.parts["alone"], ["row", "part"]]
    if alone.empty:
        return pd.DataFrame(columns=["a", "b", "service", "likely", "why"])
    whole = said.parts.loc[~said.parts["alone"], ["row", "part"]]
    named = alone.merge(whole, on="part", suffixes=("", "_body"))
    named = named.assign(likely=_NAMED, why="service nommé ailleurs avec sa collectivité")
    words = pd.DataFrame({"row": said.around.owner(), "word": said.around.flat})
    met = alone.loc[~alone["row"].isin(named["row"]), ["row"]].merge(words, on="row")
    met = met.merge(_councils(said), on="word")
    met = met.assign(likely=_MET, why="service sans sa collectivité, dans cette commune")
    found = pd.concat([named, met]).drop_duplicates(["row", "row_body"])
    found["likely"] = found["likely"] / found.groupby("row")["row_body"].transform("size")
    return pd.DataFrame(
        {
            "a": found[["row", "row_body"]].min(axis=1).astype("int32"),
            "b": found[["row", "row_body"]].max(axis=1).astype("int32"),
            "service": found["row"].astype("int32"),
            "likely": found["likely"],
            "why": found["why"],
        }
    ).drop_duplicates(["a", "b"])


def _councils(said: Spellings) -> pd.DataFrame:
    """List the councils of communes named by one word: row_body, and that word."""
    known = {word: place for place, word in enumerate(said.vocabulary)}
    split = said.table["key"].str.split()
    two = said.table.index[(split.str.len() == 2) & split.map(lambda words: "commune" in words)]
    place = [known[stem(next(w for w in split[row] if w != "commune"))] for row in two]
    return pd.DataFrame({"row_body": two, "word": place})
