"""The order of the house: a module imports only from what stands before it."""

import ast
import io
import subprocess
import sys
import time
import tokenize
from pathlib import Path

import pytest

import analysis

PACKAGE = Path(analysis.__file__).parent
ROOT = Path(__file__).parents[1]

ORDER = [
    "schema",
    "wording",
    "style",
    "manifest",
    "corpus",
    "sources",
    "actors",
    "places",
    "themes",
    "network",
    "backbone",
    "territory",
    "encounters",
    "figures",
    "maps",
    "explorer",
    "portraits",
    "atlas",
    "exports",
    "study",
    "__main__",
]
FILES = sorted(PACKAGE.rglob("*.py"))


def module(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "analysis":
            rest = node.module.split(".")[1:]
            found |= {rest[0]} if rest else {a.name for a in node.names}
        elif isinstance(node, ast.Import):
            found |= {a.name.split(".")[1] for a in node.names if a.name.startswith("analysis.")}
        assert not (isinstance(node, ast.ImportFrom) and node.level), f"{path}: relative import"
        assert not (isinstance(node, ast.ImportFrom) and node.names[0].name == "*"), f"{path}: star"
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_a_module_imports_only_from_those_before_it(path: Path) -> None:
    own = module(path)
    if own == "__init__":
        assert imported(path) == set()
        return
    assert own in ORDER, f"{own} has no place in the order: say where it stands"
    later = {m for m in imported(path) - {own} if ORDER.index(m) >= ORDER.index(own)}
    assert not later


def test_rooms_of_a_folder_do_not_import_one_another_in_a_circle() -> None:
    edges: dict[str, set[str]] = {}
    for path in FILES:
        name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        edges[name] = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("analysis."):
                edges[name].add(node.module.removeprefix("analysis."))
    done: set[str] = set()

    def visit(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, f"circle: {' → '.join((*way, name))}"
        if name in done:
            return
        for other in sorted(edges.get(name, ())):
            visit(other, (*way, name))
        done.add(name)

    for name in sorted(edges):
        visit(name, ())


def code_lines(path: Path) -> int:
    """Count lines with code: neither blank, nor comment, nor docstring."""
    text = path.read_text(encoding="utf-8")
    strings = {
        line
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    lines = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENDMARKER,
                              tokenize.INDENT, tokenize.DEDENT):  # fmt: skip
            lines |= set(range(token.start[0], token.end[0] + 1))
    return len(lines - strings)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_a_module_can_be_read_at_a_sitting(path: Path) -> None:
    assert code_lines(path) <= 300


@pytest.mark.parametrize("folder", sorted({p.parent for p in FILES} - {PACKAGE}))
def test_no_room_bears_the_name_of_what_its_folder_gives(folder: Path) -> None:
    tree = ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))
    given = {a.name for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) for a in n.names}
    rooms = {p.stem for p in folder.glob("*.py")} - {"__init__"}
    assert not rooms & given
    assert not rooms & {"utils", "util", "helpers", "misc", "common"}


def test_importing_the_package_is_quick_and_loads_nothing() -> None:
    code = (
        "import time; t = time.perf_counter(); import analysis; t = time.perf_counter() - t; "
        "import sys; print(t, *(m in sys.modules for m in ('pandas', 'matplotlib', 'numpy')))"
    )
    runs = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        for _ in range(3)
    ]
    assert all(r.stdout.split()[1:] == ["False"] * 3 for r in runs)
    assert min(float(r.stdout.split()[0]) for r in runs) < 0.05


def test_the_command_line_helps_without_loading_the_scientific_stack() -> None:
    started = time.perf_counter()
    code = (
        "import sys; from analysis.__main__ import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "print('pandas' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.rstrip().endswith("False")
    assert time.perf_counter() - started < 5


def test_the_tree_of_the_readmes_is_that_of_the_repository() -> None:
    for name in ("README.md", "LISEZMOI.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        block = next(b for b in text.split("```")[1::2] if "src/analysis/" in b)
        named = {line.split()[0].rstrip("/") for line in block.splitlines() if line.strip()}
        listed = {Path(name).name for name in named - {"text"}}
        here = {p.name for p in PACKAGE.iterdir() if p.suffix == ".py" or p.is_dir()}
        here = {n for n in here if not n.startswith("__")} | {"__main__.py"}
        assert here | {"notebooks", "tests", "Makefile", "pyproject.toml"} <= listed
        for entry in named:
            places = [ROOT / entry, PACKAGE / entry, ROOT / "src" / entry]
            assert any(p.exists() for p in places), f"{name} names {entry}"
