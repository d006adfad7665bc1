import subprocess
import sys

import matplotlib as mpl
import pytest

from analysis import style, wording


@pytest.mark.parametrize(
    ("value", "digits", "french", "english"),
    [
        (1234.5, 1, "1\u202f234,5", "1,234.5"),
        (0, 0, "0", "0"),
        (1_000_000, 0, "1\u202f000\u202f000", "1,000,000"),
        (-0.25, 2, "-0,25", "-0.25"),
    ],
)
def test_numbers_as_each_language_writes_them(value, digits, french, english):
    assert wording.number(value, "fr", digits=digits) == french
    assert wording.number(value, "en", digits=digits) == english


def test_every_label_is_in_both_languages():
    for key, words in wording._labels().items():
        assert set(words) == {"fr", "en"}, key
    with pytest.raises(ValueError, match="'de'"):
        wording.label("theme", "de")


def test_two_groups_never_look_alike():
    looks = [(style.colour(g), style.mark(g)) for g in range(40)]
    assert len(set(looks)) == 40
    assert len({style.mark(g) for g in range(8)}) == 8


def test_the_look_leaves_matplotlib_as_it_was():
    before = dict(mpl.rcParams)
    with style.look():
        assert mpl.rcParams["pdf.fonttype"] == 42
        mpl.rcParams["interactive"] = not before["interactive"]
    assert mpl.rcParams["interactive"] is not before["interactive"]  # what others set stays
    mpl.rcParams["interactive"] = before["interactive"]
    assert {k for k in before if mpl.rcParams[k] != before[k]} == set()


def test_a_figure_saved_in_two_processes_is_the_same_to_the_byte(tmp_path):
    code = (
        "import sys; from matplotlib import pyplot as plt; from analysis import style\n"
        "with style.look():\n"
        "    f, ax = plt.subplots(figsize=(3, 2), layout='constrained')\n"
        "    ax.plot([1, 2, 3]); ax.set_title('Été à l’île')\n"
        "print([p.name for p in style.save(f, sys.argv[1], 'x')])"
    )
    folders = [tmp_path / "un", tmp_path / "deux"]
    for folder in folders:
        done = subprocess.run(
            [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == "['x.pdf', 'x.svg', 'x.png']"
    for ending in style.FORMATS:
        first, second = (folder / f"x.{ending}" for folder in folders)
        assert first.read_bytes() == second.read_bytes()
        assert first.stat().st_size > 1000
