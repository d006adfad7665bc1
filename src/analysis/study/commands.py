"""The commands that make something for people: a meeting's papers, portraits, the page."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

Command = Callable[..., argparse.ArgumentParser]
Folder = Callable[[str], Path]


def add(command: Command, takes_study: Callable, folder: Folder) -> None:
    """Add ``meeting``, ``portraits``, ``atlas`` and ``doctor`` to the command line."""
    meeting = command(
        "meeting",
        "plan de table d'une rencontre, badges et feuilles à imprimer",
        "Place les gens tour après tour pour que se rencontrent ceux qui ne se connaissent pas, "
        "avec la preuve de ce qui est possible au mieux. Les feuilles nomment des gens : elles "
        "vont dans un dossier privé.",
    )
    takes_study(meeting)
    for name, many, text in (
        ("--tables", 8, "nombre de tables (8)"),
        ("--seats", 7, "places par table (7)"),
        ("--rounds", 4, "nombre de tours (4)"),
        ("--seed", 0, "graine du hasard (0)"),
    ):
        meeting.add_argument(name, type=int, default=many, metavar="N", help=text)
    meeting.add_argument(
        "--guests",
        metavar="FICHIER",
        help="CSV : nom ; structure, groupe, hote, absent au besoin (par défaut, les porteurs)",
    )
    meeting.add_argument(
        "--wishes", metavar="FICHIER", help="CSV : a, b, quoi (ensemble ou séparés)"
    )
    meeting.add_argument("--out", metavar="DOSSIER", help="où écrire")
    meeting.add_argument("--title", metavar="TITRE", default="", help="titre de la rencontre")
    meeting.set_defaults(do=lambda given: _meeting(given, folder))

    atlas = command(
        "atlas",
        "une page pour tous : carte, réseau, thèmes, portraits, sans réseau",
        "Écrit une page HTML qui se suffit : on l'envoie, on l'ouvre d'un disque, d'un téléphone. "
        "Seuls les acteurs publiables y sont.",
    )
    takes_study(atlas)
    atlas.add_argument("--out", metavar="FICHIER", help="où écrire (atlas.html des résultats)")
    atlas.add_argument(
        "--since",
        metavar="FICHIER",
        help="une édition d'avant : ce qu'elle n'avait pas est nouveau",
    )
    atlas.add_argument("--lang", choices=("fr", "en"), help="langue (celle de l'étude)")
    atlas.set_defaults(do=lambda given: _atlas(given, folder))

    doctor = command(
        "doctor",
        "dit si cet environnement peut tout faire, et sinon le remède",
        "Regarde Python, JupyterLab et son noyau, les vues des carnets, le script de la page, les "
        "études ; dit le remède de ce qui manque. N'écrit rien.",
    )
    doctor.set_defaults(do=_doctor)

    portraits = command(
        "portraits",
        "portraits d'acteurs, portraits croisés, pages pour les élus",
        "Écrit les portraits d'une étude déjà faite : pages web, livret PDF avec index, documents "
        "à compléter. Seuls les acteurs publiables y sont.",
    )
    takes_study(portraits)
    portraits.add_argument(
        "--actor", metavar="NOM", action="append", help="cet acteur seul (peut se répéter)"
    )
    portraits.add_argument(
        "--pair", metavar="NOM", nargs=2, action="append", help="deux acteurs côte à côte"
    )
    portraits.add_argument("--docx", action="store_true", help="aussi un document par acteur")
    portraits.add_argument("--templates", metavar="DOSSIER", help="vos gabarits (actor.html, …)")
    portraits.add_argument("--questions", metavar="FICHIER", help="votre grille de questions")
    portraits.add_argument("--lang", choices=("fr", "en"), help="langue (celle de l'étude)")
    portraits.add_argument("--out", metavar="DOSSIER", help="où écrire")
    portraits.set_defaults(do=lambda given: _portraits(given, folder))


def _meeting(given: argparse.Namespace, folder: Folder) -> int:
    from analysis.study.convening import meet

    print(
        meet(
            folder(given.study),
            tables=given.tables,
            seats=given.seats,
            rounds=given.rounds,
            guests=given.guests,
            wishes=given.wishes,
            out=given.out,
            title=given.title,
            seed=given.seed,
        )
    )
    return 0


def _doctor(given: argparse.Namespace) -> int:
    from analysis.study.health import examine

    checks = examine()
    for check in checks:
        sign = "✓" if check.well else "✗" if check.needed else "·"
        mend = f" → {check.mend}" if check.mend else ""
        print(f"{sign} {check.what} : {check.found}{mend}")
    return int(any(check.needed and not check.well for check in checks))


def _atlas(given: argparse.Namespace, folder: Folder) -> int:
    from analysis import atlas, manifest
    from analysis.study.rerun import results_folder
    from analysis.study.results import load

    study = manifest.read(folder(given.study))
    processed = results_folder(study.folder)
    path = atlas.write_atlas(
        load(processed),
        Path(given.out) if given.out else processed / "atlas.html",
        title=study.title,
        sources=study.credits(),
        updated=study.updated(),
        since=given.since,
        lang=given.lang or study.language,
    )
    print(f"{path} ({path.stat().st_size / 1e6:.2f} Mo)")
    return 0


def _portraits(given: argparse.Namespace, folder: Folder) -> int:
    from analysis import manifest, portraits
    from analysis.study.convening import actor_named
    from analysis.study.rerun import results_folder
    from analysis.study.results import load

    study = manifest.read(folder(given.study))
    processed = results_folder(study.folder)
    results = load(processed)
    lang = given.lang or study.language
    made = portraits.Portraits(
        results,
        title=study.title,
        focus=study.focus.get("name", ""),
        lang=lang,
        templates=given.templates,
        questions=given.questions,
    )
    alone = given.actor or given.pair
    if alone:
        named = [(actor_named(results, a), actor_named(results, b)) for a, b in given.pair or []]
    else:
        proposed = results.pairs_to_portray
        named = list(zip(proposed["actor_a"], proposed["actor_b"], strict=True))
    where = Path(given.out) if given.out else processed / "portraits"
    written = portraits.write_portraits(
        made,
        where,
        actors=[actor_named(results, n) for n in given.actor or []] if alone else None,
        pairs=named,
        documents=given.docx or bool(given.actor),
        territories=not alone,
        title=study.title,
        lang=lang,
    )
    print(f"{len(written)} fichiers dans {where}")
    return 0
