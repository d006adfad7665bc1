"""The steps of a study, in order: what each reads, makes and depends on.

A step reads the results of those it comes after in ``out`` and writes into ``fresh``; the rerun
moves its files into place. Imports stand inside the steps, so that listing them costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.manifest import AIM_CODES, DECISIONS, GROUP_DECISIONS, MANIFEST, Study

Make = Callable[[Study, Path, Path], None]


def _nothing(study: Study) -> list[Path]:
    return []


@dataclass(frozen=True)
class Step:
    """One step: ``modules`` are those of ours whose change makes it due again."""

    name: str
    does: str
    make: Make
    modules: tuple[str, ...]
    after: tuple[str, ...] = ()
    raw: Callable[[Study], list[Path]] = _nothing
    settings: Callable[[Study], Mapping[str, Any]] = lambda study: {"seed": study.seed}


def _raw_files(study: Study) -> list[Path]:
    decided = sorted((study.folder / DECISIONS).glob("*.csv"))
    later = {*_group_decisions(study), *_aim_codes(study)}
    decided = [path for path in decided if path not in later]
    return [study.folder / MANIFEST, *(study.folder / f.path for f in study.files), *decided]


def _corpus(study: Study, out: Path, fresh: Path) -> None:
    from analysis import actors, corpus, manifest
    from analysis.study.raw import gather

    gathered = gather(study)
    corpus.write(gathered.corpus, fresh / "tables")
    doubts = gathered.naming.doubts
    corpus.write_table(doubts, fresh / "tables" / "doubts.parquet")
    quality = actors.name_quality(gathered.naming.found, doubts)
    corpus.write_table(quality, fresh / "tables" / "name_quality.parquet")
    if gathered.land is not None:
        corpus.write_table(gathered.land, fresh / "tables" / "land.parquet")
    report = gathered.report.to_csv(index=False, lineterminator="\n")
    manifest.write_beside(fresh / "report.csv", report.encode("utf-8"))


def _themes(study: Study, out: Path, fresh: Path) -> None:
    from analysis import corpus
    from analysis.study.topics import tables

    for name, table in tables(study, corpus.read(out / "tables")).items():
        corpus.write_table(table, fresh / "tables" / f"{name}.parquet")


def _group_decisions(study: Study) -> list[Path]:
    path = study.folder / DECISIONS / GROUP_DECISIONS
    return [path] if path.is_file() else []


def _aim_codes(study: Study) -> list[Path]:
    return sorted((study.folder / DECISIONS).glob(f"{AIM_CODES}.csv"))


def _territory(study: Study, out: Path, fresh: Path) -> None:
    import pandas as pd

    from analysis import corpus
    from analysis.study.areas import tables

    groups = pd.read_parquet(out / "tables" / "groups.parquet")
    for name, table in tables(study, corpus.read(out / "tables"), groups).items():
        corpus.write_table(table, fresh / "tables" / f"{name}.parquet")


def _network(study: Study, out: Path, fresh: Path) -> None:
    from analysis import corpus
    from analysis.study.relations import tables

    for name, table in tables(study, corpus.read(out / "tables")).items():
        corpus.write_table(table, fresh / "tables" / f"{name}.parquet")


def _backbone(study: Study, out: Path, fresh: Path) -> None:
    from analysis import backbone, corpus

    found = corpus.read(out / "tables")
    tested = backbone.significance(found.participations, seed=study.seed)
    corpus.write_table(tested, fresh / "tables" / "significance.parquet")


def _encounters(study: Study, out: Path, fresh: Path) -> None:
    import pandas as pd

    from analysis import corpus
    from analysis.study.introductions import tables

    groups, communities = (
        pd.read_parquet(out / "tables" / f"{name}.parquet") for name in ("groups", "communities")
    )
    for name, table in tables(study, corpus.read(out / "tables"), groups, communities).items():
        corpus.write_table(table, fresh / "tables" / f"{name}.parquet")


def _figures(study: Study, out: Path, fresh: Path) -> None:
    from analysis.study.gallery import draw
    from analysis.study.results import load

    draw(study, load(out), fresh / "figures")


def _exchange(study: Study, out: Path, fresh: Path) -> None:
    from analysis.study.exchange import write
    from analysis.study.results import load

    write(load(out), fresh / "exports")


def _portraits(study: Study, out: Path, fresh: Path) -> None:
    from analysis import portraits
    from analysis.study.results import load

    results = load(out)
    pairs = results.pairs_to_portray
    portraits.write_portraits(
        portraits.Portraits(
            results,
            title=study.title,
            focus=study.focus.get("name", ""),
            lang=study.language,
        ),
        fresh / "portraits",
        pairs=zip(pairs["actor_a"], pairs["actor_b"], strict=True),
        title=study.title,
        lang=study.language,
    )


def _atlas(study: Study, out: Path, fresh: Path) -> None:
    from analysis import atlas
    from analysis.study.results import load

    atlas.write_atlas(load(out), fresh / "atlas.html", **_page_facts(study))


def _page_facts(study: Study) -> dict[str, Any]:
    return {
        "title": study.title,
        "sources": study.credits(),
        "updated": study.updated(),
        "lang": study.language,
    }


def _notebooks(study: Study, out: Path, fresh: Path) -> None:
    from analysis.study.execution import execute

    assert study.notebooks is not None  # the rerun leaves this step out otherwise
    for notebook in _notebook_files(study):
        execute(notebook, fresh / "notebooks")


def _notebook_files(study: Study) -> list[Path]:
    return sorted(study.notebooks.glob("[0-9]*.ipynb")) if study.notebooks else []


def _drawn(study: Study) -> dict[str, Any]:
    return {
        "title": study.title,
        "focus": study.focus.get("name", ""),
        "language": study.language,
        "source": study.source_line(),
    }


STEPS: tuple[Step, ...] = (
    Step(
        "corpus",
        "lire, vérifier et placer les initiatives",
        _corpus,
        ("study.raw", "corpus", "manifest"),
        raw=_raw_files,
    ),
    Step(
        "themes",
        "grouper les initiatives par thème",
        _themes,
        ("study.topics",),
        after=("corpus",),
        raw=_group_decisions,
        settings=lambda s: (
            {"seed": s.seed, "extent": s.extent, "focus": s.focus} | s.settings["themes"]
        ),
    ),
    Step(
        "network",
        "relier les acteurs",
        _network,
        ("study.relations",),
        after=("corpus",),
        settings=lambda s: {"seed": s.seed, "roles": s.roles} | s.settings["network"],
    ),
    Step(
        "backbone",
        "chercher les liens que le hasard n'explique pas",
        _backbone,
        ("corpus", "backbone"),
        after=("corpus",),
    ),
    Step(
        "territory",
        "compter, comparer les territoires",
        _territory,
        ("study.areas",),
        after=("corpus", "themes"),
        settings=lambda s: {"seed": s.seed, "roles": s.roles},
    ),
    Step(
        "encounters",
        "proposer des rencontres",
        _encounters,
        ("study.introductions",),
        after=("corpus", "themes", "network"),
        raw=_aim_codes,
        settings=lambda s: (
            {"seed": s.seed, "roles": s.roles, "language": s.language} | s.settings["encounters"]
        ),
    ),
    Step(
        "portraits",
        "écrire les portraits",
        _portraits,
        ("study.results", "portraits"),
        after=("corpus", "themes", "territory", "network", "encounters"),
        settings=_drawn,
    ),
    Step(
        "figures",
        "dessiner les figures",
        _figures,
        ("study.gallery", "study.results"),
        after=("corpus", "themes", "territory", "network", "backbone", "encounters"),
        settings=_drawn,
    ),
    Step(
        "exports",
        "écrire le réseau pour d'autres outils",
        _exchange,
        ("study.exchange",),
        after=("corpus", "themes", "territory", "network", "backbone", "encounters"),
    ),
    Step(
        "atlas",
        "écrire la page pour tous",
        _atlas,
        ("study.results", "atlas"),
        after=("corpus", "themes", "territory", "network", "backbone", "encounters"),
        settings=_page_facts,
    ),
    Step(
        "notebooks",
        "exécuter les carnets",
        _notebooks,
        ("study.execution", "study.results", "figures", "maps", "explorer", "portraits"),
        after=("corpus", "themes", "territory", "network", "backbone", "encounters"),
        raw=_notebook_files,
        settings=_drawn,
    ),
)
