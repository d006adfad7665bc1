"""Names gone through in a real browser, with Python behind: accept, reject, undo, reload."""

import csv
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import sync_playwright

from analysis import actors, explorer
from analysis.explorer.scripts import script

HERE = Path(explorer.__file__).parent
NAMES = pd.Series(
    ["Les amis du phare", "Les amis du phare <b>vert</b>", "Croix-Verte", "Croix-Verte armoricaine",
     "Atelier du port", "Atelier libre du port", "AGBEH", "AGEBH"]
)  # fmt: skip
#: The model of widgets, its messages answered by Python through the browser's door.
PAGE = """<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="desk.css">
<div id="el"></div><script type="module">
import names from "./names.js";
const state = await window.python({ do: "open" });
const model = {
  get: (name) => state[name], on: (_, f) => { model.changed = f; }, off: () => {},
  send: async (message) => {
    Object.assign(state, await window.python(message));
    model.changed();
    document.body.dataset.answered = 1 + Number(document.body.dataset.answered ?? 0);
  },
};
names.render({ model, el: document.getElementById("el") });
document.body.dataset.answered = 0;
</script>"""


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as play:
        opened = play.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--allow-file-access-from-files"],
        )
        yield opened
        opened.close()


class Desk:
    """A page on the names in doubt, and the file behind it."""

    def __init__(self, browser, folder: Path) -> None:
        self.path = folder / "decisions" / "actors.csv"
        (folder / "names.js").write_text(script("names.js"), encoding="utf-8")
        (folder / "desk.css").write_text((HERE / "desk.css").read_text("utf-8"), encoding="utf-8")
        (folder / "page.html").write_text(PAGE, encoding="utf-8")
        self.page = browser.new_page()
        self.wrong: list[str] = []
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.expose_function("python", self._python)
        self.answers = 0
        self.page.goto((folder / "page.html").as_uri())
        self._wait()

    def _python(self, message: dict) -> dict:
        if message["do"] == "open":
            decisions = actors.read_decisions(self.path)
            found = actors.propose(NAMES, decisions=decisions)
            self.widget = explorer.review(actors.to_review(found), self.path, who="léa")
        else:
            self.widget._heard(self.widget, message, [])
        held = {name: getattr(self.widget, name) for name in self.widget.trait_names(sync=True)}
        simple = {k: v for k, v in held.items() if isinstance(v, str | int | bool | dict)}
        return json.loads(json.dumps(simple))

    def _wait(self) -> None:
        self.page.wait_for_selector(f"body[data-answered='{self.answers}']")
        self.page.locator(".desk-root").focus()

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.answers += 1
        self._wait()

    def reload(self) -> None:
        self.page.reload()
        self.answers = 0
        self._wait()

    def names(self) -> list[str]:
        return self.page.locator(".desk-spelling").all_inner_texts()

    def on_disk(self) -> list[tuple[str, str, str]]:
        if not self.path.is_file():
            return []
        with self.path.open(encoding="utf-8", newline="") as stream:
            return [(r["name"], r["verdict"], r["other"]) for r in csv.DictReader(stream)]


@pytest.fixture
def desk(browser, tmp_path):
    opened = Desk(browser, tmp_path)
    yield opened
    assert opened.wrong == []
    opened.page.close()


def test_accept_reject_undo_and_reload(desk):
    left = desk.widget.left
    assert left >= 3
    first = desk.names()
    desk.press("o")
    second = desk.names()
    assert desk.on_disk() == [(first[0], "même", first[1])]
    desk.press("n")
    assert desk.on_disk()[1:] == [(second[0], "autre", second[1])]
    desk.press("Backspace")
    assert desk.names() == second
    assert len(desk.on_disk()) == 1
    desk.page.get_by_role("button", name="Plus tard").click()
    desk.answers += 1
    desk._wait()
    assert desk.on_disk()[1:] == [(second[0], "plus tard", second[1])]
    desk.press("Backspace")
    desk.reload()  # another day: what was answered is not asked again, what was taken back is
    again = set()
    for _ in range(desk.widget.left):
        again.add(frozenset(desk.names()))
        desk.press(" ")
    assert frozenset(second) in again
    assert frozenset(first) not in again
    assert desk.page.locator(".desk-about").inner_text().startswith("Plus rien à revoir")
    assert desk.page.get_by_role("button", name="Même acteur").is_disabled()


def test_names_are_shown_as_text(desk):
    for _ in range(desk.widget.left):
        if any("<b>" in name for name in desk.names()):
            break
        desk.press("p")
    assert any("<b>vert</b>" in name for name in desk.names())
    assert desk.page.locator(".desk-spelling b").count() == 0


def test_an_answer_that_contradicts_is_refused_and_said(desk):
    first = desk.names()
    rows = [{"name": first[0], "other": "Tiers", "verdict": "même"},
            {"name": first[1], "other": "Tiers", "verdict": "même"}]  # fmt: skip
    actors.answer(desk.path, rows)
    desk.press("n")
    assert desk.names() == first
    assert "sépare" in desk.page.get_by_role("alert").inner_text()
    assert len(desk.on_disk()) == 2
