"""A study of twelve initiatives, small enough to be run in a few seconds."""

import shutil
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from analysis import manifest, study

ROOT = Path(__file__).parents[1]
BREST = ROOT / "data" / "raw" / "pays-de-brest"

#: Files that take minutes: begun first, so that two workers end together.
LONG = ("test_rerun.py", "test_notebooks.py", "test_study.py")

HEADER, *ROWS = [
    line.split(";")
    for line in (ROOT / "tests" / "data" / "petite.csv").read_text(encoding="utf-8").splitlines()
]

MANIFEST = """\
title = "Petite étude"
seed = 0
[territory]
extent = {{ name = "Finistère", departements = ["29"] }}
focus = {{ name = "pays de Brest", epci = [] }}
[roles]
tie = ["porteur", "partenaire"]
[[files]]
path = "liste.csv"
table = "initiatives"
source = "inventé pour les tests"
sha256 = "{liste}"
columns.title = "Nom"
columns.summary = "Description"
columns.commune = "Commune"
columns.themes = "Thèmes"
columns.year = "Année"
participants = {{ porteur = "Porteur", partenaire = "Partenaires" }}
separators = {{ themes = "|", porteur = "|", partenaire = "|" }}
[[files]]
path = "geography/communes.parquet"
table = "communes"
sha256 = "{communes}"
"""


def sheet(rows: list[list[str]]) -> str:
    return "".join(";".join(row) + "\n" for row in [HEADER, *rows])


def write_study(folder: Path, rows=ROWS) -> Path:
    """Make the small study in a folder named data/raw/petite."""
    (folder / "geography").mkdir(parents=True)
    (folder / "liste.csv").write_text(sheet(rows), encoding="utf-8")
    communes = gpd.read_parquet(BREST / "geography" / "communes.parquet")
    communes[communes["in_focus"]].to_parquet(folder / "geography" / "communes.parquet")
    text = MANIFEST.format(
        liste=manifest.digest(folder / "liste.csv"),
        communes=manifest.digest(folder / "geography" / "communes.parquet"),
    )
    (folder / "study.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def davis() -> pd.DataFrame:
    """Davis, Gardner & Gardner (1941), as networkx holds them: 18 women, 14 events, 89 times."""
    return pd.read_csv(ROOT / "tests" / "data" / "davis.csv", dtype="str")


@pytest.fixture(scope="session")
def _small(tmp_path_factory) -> Path:
    return write_study(tmp_path_factory.mktemp("small") / "data" / "raw" / "petite")


@pytest.fixture
def small_study(_small, tmp_path) -> Path:
    """Give the folder of a small study of one's own."""
    folder = tmp_path / "data" / "raw" / "petite"
    shutil.copytree(_small, folder)
    return folder


def digests(out: Path) -> dict[str, str]:
    """Give the sha256 of each result of a study, but for the record of its runs."""
    files = sorted(p for p in out.rglob("*") if p.is_file() and p.name != "run.json")
    return {p.relative_to(out).as_posix(): manifest.digest(p) for p in files}


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """Give a small study run once, and its results' digests."""
    folder = write_study(tmp_path_factory.mktemp("done") / "data" / "raw" / "petite")
    report = study.run(folder)
    return folder, report, digests(report.out)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long files first."""
    rank = {name: place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: rank.get(item.path.name, len(LONG)))
