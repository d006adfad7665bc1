"""The desk as a coder meets it: keys and clicks in a real browser, on a state like Python's."""

import json
import shutil

import pandas as pd
import pytest
from playwright.sync_api import sync_playwright

from analysis import explorer, themes
from analysis.explorer.scripts import script

TEXTS = {"i1": "Un <b>vélo</b>", "i2": "Un jardin"}
#: A model with the same messages and events as the one of widgets; it answers nothing by itself.
PAGE = """<!doctype html><meta charset="utf-8"><div id="el"></div><script type="module">
import desk from "./desk.js";
const state = STATE, heard = [];
const model = {
  get: (name) => state[name], on: (_, f) => { model.changed = f; }, off: () => {},
  send: (message) => heard.push(message),
};
window.heard = heard;
window.update = (more) => { Object.assign(state, more); model.changed(); };
desk.render({ model, el: document.getElementById("el") });
</script>"""


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as play:
        path = shutil.which("chromium")
        opened = play.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--allow-file-access-from-files"]
        )
        yield opened
        opened.close()


@pytest.fixture
def page(browser, tmp_path):
    grid = [themes.Seed(f"Thème {k}", ("mot",)) for k in range(1, 13)]
    desk = explorer.code(pd.Series(TEXTS), grid, tmp_path / "codage.csv", seed=1)
    state = {
        name: getattr(desk, name)
        for name in desk.trait_names(sync=True)
        if not name.startswith("_")
    }
    kept = {k: v for k, v in state.items() if isinstance(v, str | int | bool | list | dict)}
    (tmp_path / "desk.js").write_text(script("desk.js"), encoding="utf-8")
    html = PAGE.replace("STATE", json.dumps(kept).replace("</", "<\\/"))
    (tmp_path / "page.html").write_text(html, encoding="utf-8")
    opened = browser.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.goto((tmp_path / "page.html").as_uri())
    opened.locator(".desk-root").focus()
    yield opened
    assert wrong == []
    opened.close()


def heard(page) -> list[dict]:
    return page.evaluate("window.heard.splice(0)")


def test_keys_give_themes_whatever_the_keyboard(page):
    page.keyboard.press("2")
    assert heard(page) == [{"do": "give", "theme": "Thème 2", "second": False}]
    # The third key of the digit row of a French keyboard, without the shift key.
    page.evaluate(
        """document.querySelector(".desk-root").dispatchEvent(
        new KeyboardEvent("keydown", {key: '"', code: "Digit3", bubbles: true}))"""
    )
    page.keyboard.press("b")  # after ten digits, letters
    page.keyboard.press("z")  # no theme has it
    page.keyboard.press("s")
    page.keyboard.press("1")
    page.keyboard.press("1")  # the second theme was given once
    assert heard(page) == [
        {"do": "give", "theme": "Thème 3", "second": False},
        {"do": "give", "theme": "Thème 12", "second": False},
        {"do": "give", "theme": "Thème 1", "second": True},
        {"do": "give", "theme": "Thème 1", "second": False},
    ]


def test_arrows_undo_and_a_theme_taken_away(page):
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Backspace")
    page.evaluate("window.update({theme: 'Thème 4', can_undo: true})")
    page.keyboard.press("4")
    page.get_by_role("button", name="Annuler").click()
    assert heard(page) == [
        {"do": "go", "by": 1},
        {"do": "go", "by": -1},
        {"do": "undo"},
        {"do": "give", "theme": "", "second": False},
        {"do": "undo"},
    ]
    pressed = page.locator('.desk-theme[aria-pressed="true"]')
    assert pressed.all_inner_texts() == ["4 Thème 4"]


def test_a_remark_is_typed_with_letters_and_sent_once(page):
    page.get_by_placeholder("Remarque").click()
    page.keyboard.type("s1 revoir")
    page.keyboard.press("Enter")
    page.keyboard.press("1")  # keys are themes again
    assert heard(page) == [
        {"do": "note", "text": "s1 revoir"},
        {"do": "give", "theme": "Thème 1", "second": False},
    ]


def test_text_is_shown_as_text_and_progress_is_said(page):
    page.evaluate("window.update({text: 'Un <b>vélo</b>', place: 1, done: 2, total: 2})")
    assert page.locator(".desk-text").inner_text() == "Un <b>vélo</b>"
    assert page.locator(".desk-text b").count() == 0
    assert page.locator(".desk-count").inner_text() == "2/2 · 2 codés · tout est codé"
