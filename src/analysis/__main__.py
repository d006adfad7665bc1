"""The command line: ``interconnaissance COMMAND``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

_RAW = Path("data/raw")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; give the exit status (0 done, 1 refused with its reason, 2 misused)."""
    parser = _parser()
    arguments = parser.parse_args(argv)
    if not hasattr(arguments, "do"):
        parser.print_help()
        return 2
    try:
        return arguments.do(arguments)
    except (ValueError, OSError) as error:
        if os.environ.get("INTERCONNAISSANCE_DEBUG"):
            raise
        absent = error.filename if isinstance(error, FileNotFoundError) else None
        print(f"{absent} : fichier absent" if absent else error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        said = "\nInterrompu : les étapes finies sont gardées, relancer pour continuer."
        print(said, file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="interconnaissance",
        description="Cartographier des initiatives, les grouper par thème, dessiner le réseau de "
        "leurs acteurs et montrer qui gagnerait à se rencontrer.",
        epilog="ÉTUDE est un dossier de data/raw (son nom suffit). Chaque commande a son aide : "
        "interconnaissance run --help.",
    )
    commands = parser.add_subparsers(title="commandes", metavar="COMMANDE")

    def command(name: str, does: str, text: str = "") -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=does, description=text or does)
        return sub

    run = command(
        "run",
        "met à jour les résultats d'une étude",
        "Refait les étapes d'une étude dont les fichiers, les réglages ou le code ont changé, et "
        "elles seules. Les résultats vont dans data/processed/ÉTUDE.",
    )
    _study(run)
    run.add_argument(
        "--out", metavar="DOSSIER", help="écrire les résultats ailleurs (sans carnets)"
    )
    run.add_argument("--until", metavar="ÉTAPE", help="s'arrêter après cette étape")
    run.add_argument("--force", action="store_true", help="tout refaire")
    run.add_argument("--list", action="store_true", help="lister les étapes, sans rien faire")
    run.set_defaults(do=_run)

    check = command(
        "check",
        "lit les fichiers d'une étude et dit ce qui a été compris",
        "Lit les fichiers bruts, dit chaque problème avec son fichier, sa ligne et son remède, et "
        "imprime le rapport de lecture. N'écrit rien, sauf avec --csv ou --corrections.",
    )
    _study(check)
    check.add_argument("--csv", metavar="FICHIER", help="écrire le rapport dans ce fichier CSV")
    help_ = "écrire ce qu'une source pourrait corriger"
    check.add_argument("--corrections", metavar="FICHIER", help=help_)
    check.set_defaults(do=_check)

    accept = command(
        "accept",
        "accepte un fichier brut nouveau ou changé",
        "Inscrit l'empreinte d'un fichier dans study.toml ; le reste du manifeste ne bouge pas.",
    )
    _study(accept)
    accept.add_argument("file", metavar="FICHIER", help="chemin dans le dossier de l'étude")
    accept.add_argument(
        "--table", default="", help="pour un fichier nouveau : la table qu'il nourrit"
    )
    for fact in ("source", "licence", "date"):
        accept.add_argument(f"--{fact}", default="", help=f"{fact} du fichier")
    accept.set_defaults(do=_accept)

    new = command(
        "new",
        "commence une étude à partir de fichiers",
        "Crée data/raw/NOM avec les fichiers tels quels et un study.toml à relire, et dit ce qui a "
        "été compris de chaque colonne.",
    )
    new.add_argument(
        "name", metavar="NOM", help="nom de l'étude, par exemple « Vallée de la Drôme »"
    )
    new.add_argument(
        "files", metavar="FICHIER", nargs="+", help="CSV, XLSX, ODS, GeoJSON, uMap, GoGoCarto, …"
    )
    new.set_defaults(do=_new)

    geography = command(
        "geography",
        "donne à une étude ses communes et sa côte",
        "Télécharge une fois les contours publics (paquets épinglés par empreinte), en extrait le "
        "territoire écrit dans [territory] de study.toml, et l'inscrit au manifeste.",
    )
    _study(geography)
    geography.add_argument("--wheels", metavar="DOSSIER", help="paquets déjà téléchargés")
    geography.add_argument("--no-coast", action="store_true", help="sans la côte d'OpenStreetMap")
    geography.set_defaults(do=_geography)

    geocode = command(
        "geocode",
        "demande au géocodeur national où sont les adresses",
        "Demande une fois où sont les initiatives connues par leur adresse, et écrit les réponses "
        "dans decisions/places.csv, où l'on peut les corriger. Une étude ne rappelle jamais le "
        "service : elle relit ce fichier.",
    )
    _study(geocode)
    geocode.add_argument("--service", metavar="URL", help="un autre géocodeur, de même forme")
    geocode.add_argument(
        "--threshold", metavar="SCORE", type=float, default=0.7, help="score accepté (0,7)"
    )
    geocode.set_defaults(do=_geocode)

    review = command(
        "review",
        "liste les noms d'acteurs qui ont le plus besoin d'une personne",
        "Écrit un tableur des paires de noms en doute, les plus utiles d'abord : on y remplit la "
        "colonne réponse (même, autre ou plus tard), puis --take le verse dans "
        "decisions/actors.csv.",
    )
    _study(review)
    review.add_argument("--csv", metavar="FICHIER", help="où écrire (par défaut revue-ÉTUDE.csv)")
    review.add_argument("--take", metavar="FICHIER", help="verser un tableur rempli")
    review.add_argument("--who", metavar="NOM", default="", help="qui répond")
    review.add_argument("--explain", metavar="NOM", help="dire comment un nom est devenu acteur")
    review.set_defaults(do=_review)

    from analysis.study import commands as made

    made.add(command, _study, _folder)

    schema = command("schema", "imprime le dictionnaire des données (en anglais)")
    schema.set_defaults(do=_schema)
    return parser


def _study(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "study", metavar="ÉTUDE", help="dossier de l'étude, ou son nom dans data/raw"
    )


def _folder(given: str) -> Path:
    path = Path(given)
    return path if path.is_dir() or (path / "study.toml").exists() else _RAW / given


def _run(arguments: argparse.Namespace) -> int:
    from analysis import study

    if arguments.list:
        for step in study.STEPS:
            print(f"{step.name:12} {step.does}")
        return 0
    report = study.run(
        _folder(arguments.study),
        out=arguments.out,
        force=arguments.force,
        until=arguments.until,
        progress=sys.stderr,
    )
    done = f"{len(report.made)} étape(s) refaite(s), {len(report.current)} à jour"
    print(f"{done} : {_short(report.out)}")
    return 0


def _short(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _check(arguments: argparse.Namespace) -> int:
    from analysis import manifest
    from analysis.sources.delimited import as_csv
    from analysis.study import checking

    study = manifest.read(_folder(arguments.study))
    report, problems, counts = checking.examined(study)
    if arguments.csv:
        text = report.to_csv(index=False, lineterminator="\n")
        manifest.write_beside(Path(arguments.csv), text.encode("utf-8-sig"))
    if arguments.corrections:
        listed = checking.corrections(study, report, problems)
        manifest.write_beside(Path(arguments.corrections), as_csv(listed))
        print(f"{len(listed)} corrections à demander : {arguments.corrections}")
    print(checking.page(report))
    for problem in problems:
        print(f"  - {problem}", file=sys.stderr)
    if problems:
        print(f"\n{len(problems)} problèmes à corriger avant une étude", file=sys.stderr)
        return 1
    print("\n" + ", ".join(f"{n} {name}" for name, n in counts.items()))
    return 0


def _accept(arguments: argparse.Namespace) -> int:
    from analysis import manifest

    facts = {k: getattr(arguments, k) for k in ("source", "licence", "date")}
    print(manifest.accept(_folder(arguments.study), arguments.file, table=arguments.table, **facts))
    return 0


def _new(arguments: argparse.Namespace) -> int:
    from analysis import study

    _, page = study.new(_RAW, arguments.name, arguments.files)
    print(page)
    return 0


def _geography(arguments: argparse.Namespace) -> int:
    from analysis import manifest, places

    folder = _folder(arguments.study)
    study = manifest.read(folder)
    if not any(study.extent.get(k) for k in ("regions", "departements", "epci", "communes")):
        raise manifest.InvalidStudy(
            folder,
            ["[territory] est vide → écrire dans study.toml, par exemple : "
             'extent = { name = "Drôme", departements = ["26"] }'],
        )  # fmt: skip
    written = places.build_geography(
        folder,
        extent=study.extent,
        focus=study.focus,
        wheels=arguments.wheels,
        coast=not arguments.no_coast,
    )
    if written.attrs["undrawn"]:
        print(f"sans contour connu, laissées de côté : {', '.join(written.attrs['undrawn'])}")
    for entry in written.to_dict("records"):
        facts = {k: str(entry[k]) for k in ("source", "licence", "date")}
        print(manifest.accept(folder, entry["path"], table=entry["table"], **facts))
    return 0


def _geocode(arguments: argparse.Namespace) -> int:
    import pandas as pd

    from analysis import manifest, places
    from analysis.study.raw import gather

    folder = _folder(arguments.study)
    found = gather(manifest.read(folder)).corpus
    path = folder / manifest.DECISIONS / "places.csv"
    decided = pd.read_csv(path, dtype="str") if path.is_file() else None
    asked = places.to_geocode(found.initiatives, decided)
    assert found.territories is not None  # gathering places them
    added = places.geocode(
        asked,
        path,
        within=found.territories["commune_code"],
        service=arguments.service or places.SERVICE,
        threshold=arguments.threshold,
    )
    taken = int(added["lon"].ne("").sum())
    print(f"{len(added)} adresse(s) demandée(s), {taken} placée(s) : {path.name} les garde")
    for row in added[added["lon"].eq("")].itertuples(index=False):
        print(f"  {row.initiative_id} : {row.why}")
    return 0


def _review(arguments: argparse.Namespace) -> int:
    from analysis.study import revision

    folder = _folder(arguments.study)
    if arguments.take:
        print(revision.take(folder, Path(arguments.take), arguments.who))
    elif arguments.explain:
        print(revision.explain(folder, arguments.explain))
    else:
        print(revision.sheet(folder, arguments.csv))
    return 0


def _schema(arguments: argparse.Namespace) -> int:
    from analysis import schema

    print(schema.dictionary(), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
