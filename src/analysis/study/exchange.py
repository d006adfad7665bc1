"""The network of a study, as files for other tools."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis import exports, network, schema, style
from analysis.manifest import write_beside
from analysis.study.results import Results


def write(results: Results, folder: Path) -> None:
    """Write the network for other tools, as ties between actors and as participations.

    Parameters
    ----------
    results
        What the earlier steps found.
    folder
        Where the files go; ``changements.csv`` says what had to be made plain.
    """
    folder.mkdir(parents=True, exist_ok=True)
    actors = results.corpus.actors
    place = results.communities.merge(results.measures, on="actor_id").set_index("actor_id")
    about = place[["community", "confidence", "betweenness"]]
    one = exports.plain(
        network.graph(results.ties, actors), attributes=about, positions=results.positions
    )
    hues = place["community"].dropna().astype(int).map(style.colour)
    exports.write_gexf(
        one, folder / "reseau.gexf", colours=hues, sizes=4 + 6 * place["strength"].pow(0.5)
    )
    exports.write_graphml(one, folder / "reseau.graphml")
    exports.write_pajek(one, folder / "reseau.net")
    exports.write_ucinet(one, folder / "reseau.dl")
    exports.write_gephi_csv(one, folder / "reseau.csv")
    exports.write_node_link(one, folder / "reseau.json")
    exports.write_kumu(one, folder / "reseau-kumu.json")
    both = exports.plain(
        network.two_mode(results.corpus.participations),
        attributes=_both_sides(results),
        positions=results.two_mode_positions,
    )
    exports.write_gexf(both, folder / "deux-modes.gexf")
    exports.write_pajek(both, folder / "deux-modes.net")
    exports.write_hif(both, folder / "deux-modes-hif.json")
    changes = pd.concat(
        [part.report.assign(file=name) for name, part in (("reseau", one), ("deux-modes", both))]
    )
    text = changes.to_csv(index=False, lineterminator="\n")
    write_beside(folder / "changements.csv", text.encode("utf-8"))


def _both_sides(results: Results) -> pd.DataFrame:
    """Say of each node its name, where it may be shown, and what is known of it."""
    actors, works = results.corpus.actors, results.corpus.initiatives
    shown = schema.may_be_shown(actors)
    people = pd.DataFrame(
        {
            "name": actors["name"].where(shown),
            "kind": actors["kind"],
            "commune": actors["commune"],
        }
    ).set_axis("actor:" + actors["actor_id"])
    themes = results.groups.set_index("initiative_id")["name"]
    initiatives = pd.DataFrame(
        {
            "name": works["title"],
            "theme": works["initiative_id"].map(themes),
            "commune": works["commune"],
            "year": works["year"],
        }
    ).set_axis("initiative:" + works["initiative_id"])
    return pd.concat([people, initiatives])
