"""Quotes that close nothing, or too late; rows that no header names."""

import csv
import io

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import sources
from analysis.sources import delimited
from analysis.sources.heading import header_at
from analysis.sources.network import read_network
from analysis.sources.rough import tabulated

STRAY = "guillemets qui ne ferment rien"
SWALLOWED = "un guillemet a pu avaler des lignes"
BARE = "pas d'en-têtes"
HEAD = "Nom;Description;Commune\n"
PLAIN = "".join(f"Asso {k};texte {k};Brest\n" for k in range(20))


def opened(content, name="liste.csv"):
    file = io.BytesIO(content if isinstance(content, bytes) else content.encode())
    file.name = name
    return file


def read(content, **how):
    return sources.read(opened(content), **how)


def said(found, words):
    lines = found.report[found.report["problem"].str.contains(words, regex=False)]
    return list(zip(lines["row"], lines["column"], lines["value"], lines["action"], strict=True))


# --- a quote that closes nothing is of its row alone ---
def test_one_stray_quote_leaves_every_other_cell_as_it_was_quoted():
    found = read(
        HEAD + PLAIN + '"Jardin; potager";texte;Brest\nRepair;"deux\nlignes";Quimper\n'
        '"Le "Petit" cafe";y;Brest\n'
    )
    assert len(found.table) == 23
    assert found.table["title"].tolist()[20:] == ["Jardin; potager", "Repair", '"Le "Petit" cafe"']
    assert found.table["summary"].tolist()[20:] == ["texte", "deux\nlignes", "y"]
    assert found.table["commune"].tolist()[20:] == ["Brest", "Quimper", "Brest"]
    assert said(found, STRAY) == [(24, "", '"Le "Petit" cafe";y;Brest', "read")]
    assert said(found, "(1 ligne, ici)")


@pytest.mark.parametrize(
    ("line", "cells"),
    [('"Le "Petit" cafe";y;Brest', ['"Le "Petit" cafe"', "y", "Brest"]),
     ('"Récup" et Cie;y;Brest', ['"Récup" et Cie', "y", "Brest"]),
     ('"Ouvert;y;Brest', ['"Ouvert', "y", "Brest"]),
     ('x;"ouvert;Brest', ["x", '"ouvert', "Brest"]),
     ('x;y;"', ["x", "y", '"']),
     ('"dit ""le Bar""";"un" deux;Brest', ['dit "le Bar"', '"un" deux', "Brest"])],
)  # fmt: skip
@pytest.mark.parametrize("at", [0, 3, 6])
def test_a_broken_line_is_read_as_it_stands_wherever_it_is(line, cells, at):
    others = [["a;b", "c", "d"], ["e", "f\n\ng", "h"], ['dit "x"', "", "i"], ["j", "k", "l;\nm"],
              ["n", "o", "p"], ["q", '"', "r"]]  # fmt: skip
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerows(others[:at])
    text.write(line + "\n")
    writer.writerows(others[at:])
    found = delimited.rows((HEAD + PLAIN + text.getvalue()).encode())
    assert found.rows[21:] == [*others[:at], cells, *others[at:]]
    (note,) = [note for note in found.notes if note.problem.startswith(STRAY)]
    assert note[:3] == (22 + at, "", line)


@pytest.mark.parametrize("mark", [";", ",", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_stray_quote_in_the_first_row_hides_neither_mark_nor_rows(mark, end):
    rows = [["nom", "ville", "note"], ['"Le Lieu', "Brest", "1"], ["A", "Crozon", "2"]]
    found = delimited.rows(end.join(mark.join(row) for row in rows).encode())
    assert found.rows == rows
    assert found.mark == mark


def test_a_quote_left_open_in_another_column_than_the_one_that_closes_takes_no_row():
    text = HEAD + PLAIN + 'A;"ouvert;Brest\nB;y;Brest\nC";z;Brest\n"D" x;y;Brest\n'
    found = read(text)
    assert found.table["title"].tolist()[20:] == ["A", "B", 'C"', '"D" x']
    assert said(found, STRAY) == [(22, "", 'A;"ouvert;Brest', "read")]
    assert said(found, "(2 lignes, la première ici)")


def test_a_short_row_keeps_its_cell_of_several_lines_beside_a_broken_one():
    found = delimited.rows((HEAD + PLAIN + 'A;"un\ndeux"\n"B" x;y;Brest\n').encode())
    assert found.rows[21:] == [["A", "un\ndeux"], ['"B" x', "y", "Brest"]]


@pytest.mark.parametrize(("lines", "whole"), [(199, True), (201, False)])
def test_beside_a_broken_row_a_cell_of_more_than_200_lines_is_no_cell(lines, whole):
    cell = "\n".join("x;y;z" for _ in range(lines))
    found = delimited.rows(f'{HEAD}{PLAIN}"{cell}";b;c\n"B" x;y;Brest\n'.encode())
    assert (found.rows[21] == [cell, "b", "c"]) is whole
    assert found.rows[-1] == ['"B" x', "y", "Brest"]


def test_a_quote_before_a_million_letters_takes_none_of_them():
    rows = "".join(f"Asso {k};texte {'x' * 50};Brest\n" for k in range(20_000))
    found = read(HEAD + '"Ouvert;y;Brest\n' + rows)
    assert len(found.table) == 20_001
    assert said(found, STRAY) == [(2, "", '"Ouvert;y;Brest', "read")]


@pytest.mark.parametrize(
    "content",
    [b'nom\n"' + b"x" * 2_000_000 + b'"\n', b'nom\n"' + (b"x" * 99 + b"\n") * 20_000 + b'"\n',
     b'nom;b\nx;y\n"' + (b"x" * 60_000 + b"\n") * 20 + b'"\n',
     b'nom;b\n"A" x;y\nz;' + b"x" * 2_000_000 + b"\n"],
)  # fmt: skip
def test_a_cell_without_end_is_refused_whatever_else_is_wrong(content):
    with pytest.raises(ValueError, match=r"^liste\.csv : une cellule de plus d'un million"):
        read(content)


def test_a_file_in_which_each_line_opens_a_quote_is_read_soon():
    found = delimited.rows(("a;b;c\n" + '""";x";"\n' * 20_000).encode())
    assert len(found.rows) == 20_001


@pytest.mark.parametrize(
    ("text", "line"),
    [('nom;note\nA;x\nB;"un;deux\ntrois;quatre;cinq\nsix\nsept;8;9;10\n', 3),
     ('nom;note\nA;"x\ny"\nB;"un;deux\ntrois;quatre;cinq\nsix\nsept;8;9;10\n', 4),
     ('sep=;\nnom;note\nA;x\n"B" b;un;deux\ntrois;quatre;cinq\nsix\nsept;8;9;10\n', 4)],
)  # fmt: skip
def test_rows_of_all_widths_are_refused_with_the_first_line_that_is_wrong(text, line):
    with pytest.raises(ValueError, match=rf"^liste\.csv : ligne {line} : un guillemet n'est pas"):
        read(text)
    with pytest.raises(ValueError, match=rf"^q\.csv : ligne {line} : un guillemet n'est pas fermé"):
        read_network(opened(text, "q.csv"))


def test_a_line_for_excel_moves_no_row_of_a_table_and_each_of_a_list():
    text = 'sep=;\nsource;cible\nA;B\n"C" x;D\nE;F\n'
    assert said(read(text), STRAY) == [(3, "", '"C" x;D', "read")]
    assert said(read_network(opened(text)), STRAY) == [(4, "", '"C" x;D', "read")]


@pytest.mark.parametrize("content", [b"", b"\n", b"sep=;\n", b"sep=;\n\n", b'"', b'"\n\n'])
def test_what_is_hardly_a_table_is_read_without_harm(content):
    assert all(row in ([], ['"']) for row in delimited.rows(content).rows)


CELLS = st.text(alphabet='ab;," \né', max_size=5)
BROKEN = ['"Le "Petit" cafe";y;Brest', 'x;"y" z;w', '"a"b', 'u;v;"w"x"', '"";""y";"z']


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=10),
    st.sampled_from(BROKEN), st.integers(0, 10),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]), st.sampled_from(["\n", "\r\n"]),
)  # fmt: skip
def test_one_broken_line_changes_no_other_row(rows, broken, at, quoting, end):
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", quoting=quoting, lineterminator=end)
    plain = [["nom", "ville", "note"], *([f"Asso {k}", "Brest", "x"] for k in range(40))]
    writer.writerows([*plain, *rows[:at]])
    text.write(broken + end)
    writer.writerows(rows[at:])
    content = text.getvalue().encode()
    found = delimited.rows(content).rows
    place = len(plain) + len(rows[:at])
    assert found[:place] + found[place + 1 :] == plain + rows
    table = read(content, mapping={})
    dropped = (table.report["action"] == "dropped").sum()
    assert len(table.table) + dropped == len(plain) + len(rows)  # the header aside, one more


# --- a quote that closes some rows later ---
@pytest.mark.parametrize(
    ("text", "row", "column", "lines"),
    [('Nom;Commune;Note\n"Ouvert;Brest;a\nB;Quimper;b\nC";Morlaix;c', 2, "Nom", 3),
     ('Nom;Commune;Note\nA;x;y\nOuvert;"Brest;a\nB;Quimper";b\nC;Morlaix;c\n', 3, "Commune", 2),
     ('Nom,Commune,Note\nA,x,y\nB,y,"z\nC,Brest,"\nD,y,z\n', 3, "Note", 2),
     ("Nom\tCommune\tNote\n\"A\tx\ty\n" + "B\tx\ty\n" * 50 + 'C"\tx\ty\n', 2, "Nom", 52),
     ('Nom;Commune;Note\nA;x;y\nA;x;y\nA;"x;y\nB;x;y\nC;x;y\nD";x;y\n', 4, "Commune", 4),
     ('Nom;Commune;Note\r\n"A;x;y\r\nB;x;y\r\nC";x;y\r\n', 2, "Nom", 3)],
)  # fmt: skip
def test_a_cell_that_holds_rows_is_said(text, row, column, lines):
    found = read(text, mapping={})
    ((at, named, value, action),) = said(found, SWALLOWED)
    assert (at, named, action) == (row, column, "kept")
    assert str(found.table.loc[row, column]).replace("\r\n", "\n").startswith(value[:5])
    assert said(found, f"cellule de {lines} lignes")
    listed = delimited.rows(text.encode()).notes[-1]
    assert (listed.row, listed.column) == (row, "")


@pytest.mark.parametrize(
    "text",
    ['nom,texte,ville\nA,"Un jardin, des légumes,\ndes fruits, du miel,\net un four, enfin.",Brest',
     'nom,texte,ville\nA,"Pain, lait\nœufs, miel",Brest\n',
     'nom;texte;ville\nA;"un\ndeux\ntrois";Brest\n"B\nb";"x; y\nz";Brest\n',
     'nom;themes\nA;"eau;air\nsol"\nB;"eau\nair"\n',
     'nom,note\n"1,5\n2,5\n3,5",x\nB,y\n',
     'nom;texte\nA;"lundi : 9h;12h;14h\nmardi\nmercredi : 9h;12h"\nB;x\n',
     '"nom";"ville"\n"A;B";"Brest"\n\n"C";"x"\n'],
)  # fmt: skip
def test_lines_of_prose_are_no_rows(text):
    assert said(read(text, mapping={}), SWALLOWED) == []


# --- no header ---
@pytest.mark.parametrize(
    "rows",
    [["Le Potager;Brest;29200;2014", "Le Jardin;Quimper;29000;2015", "Repair;Brest;29200;2016"],
     ["Le Potager;29200", "Le Jardin;29000"],
     ["Le Potager;48,3904;-4,4861", "Le Jardin;48,1;-4,09", "Repair;47,99;-4,1"],
     ["Le Potager;https://potager.fr", "Le Jardin;www.jardin.fr/a", "Repair;http://repair.org"],
     ["Le Potager;contact@potager.fr;", "Le Jardin;a.b@jardin.bzh;x", "Repair;;y"],
     ["Forum;13/03/2013", "Fête;02/04/2013"],
     ["Le Potager;2014", "Le Jardin;2015", "Repair;n.c."],
     ["Le Potager;;29200;2014", "Le Jardin;Quimper;29000;2015", "Repair;Brest;29200;2016"],
     ["Le Potager;02 98 00 00 00", "Le Jardin;02 98 00 00 01"],
     ["Le Potager;Brest;29200", "Le Potager;Brest;29200"]],
)  # fmt: skip
def test_a_file_without_headers_loses_no_row(rows):
    found = read("\n".join(rows), mapping={})
    assert len(found.table) == len(rows)
    assert found.table.index.tolist() == list(range(1, len(rows) + 1))
    width = rows[0].count(";") + 1
    assert found.table.columns.tolist() == [f"colonne {k}" for k in range(1, width + 1)]
    assert found.table["colonne 1"].tolist() == [row.split(";")[0] for row in rows]
    ((row, column, value, action),) = said(found, BARE)
    assert (row, column, action) == (1, "", "read")
    assert value == " ".join(cell for cell in rows[0].split(";") if cell)


def test_columns_that_are_numbered_can_be_mapped():
    text = "Le Potager;Brest;29200;2014\nLe Jardin;Quimper;29000;2015\n"
    names = {"title": "colonne 1", "commune": "colonne 2", "year": "colonne 4"}
    table = read(text, mapping=names).table
    assert table["title"].tolist() == ["Le Potager", "Le Jardin"]
    assert table["year"].tolist() == [2014, 2015]


@pytest.mark.parametrize(
    "text",
    ["Nom;2019;2020\nA;12;14\nB;7;9\n",
     "Pays;2019;2020\nA;1250;1310\nB;2010;2044\n",
     "Pays;2019;2020;2021\nA;2001;2002;2003\nB;2010;2011;2012\n",
     "Pays;2021;2020;2019\nA;2001;2002;2003\nB;2010;2011;2012\n",
     "Pays;2019\nA;1250\nB;3410\n",
     "Nom;Code postal\nA;29200\nB;29000\n",
     "Appellation;Millésime\nA;2014\nB;2015\n",
     "Nom;29200\nA;29200\nB;29000\n",
     ";2019;2020\nA;12;14\nB;7;9\n",
     ";29019;29232\n29019;12345;23456\n29232;34567;45678\n",
     "Pays;01/2019;02/2019\nA;1250;1310\nB;2010;2044\n",
     "Lieu-dit;12345\nA;7\nB;12\n",
     "Qui;Quoi\nA;Forum\nB;Fête\n"],
)  # fmt: skip
def test_a_header_stays_one(text):
    found = read(text, mapping={})
    head = text.split("\n", 1)[0].split(";")
    assert found.table.columns.tolist() == [name or "colonne 1" for name in head]
    assert len(found.table) == 2
    assert said(found, BARE) == []


def test_a_title_above_rows_without_headers_is_one():
    text = "Annuaire 2014;;\n\nLe Potager;Brest;29200\nLe Jardin;Quimper;29000\n"
    found = read(text, mapping={})
    assert found.table.index.tolist() == [3, 4]
    assert found.report.query("action == 'dropped'")["row"].tolist() == [1, 2]
    assert said(found, BARE)[0][0] == 3


def test_columns_of_no_header_that_hold_nothing_are_left_out():
    found = read("Le Potager;;29200\nLe Jardin;;29000\n", mapping={})
    assert found.table.columns.tolist() == ["colonne 1", "colonne 3"]


def test_an_empty_table_has_no_header():
    assert header_at([]) == 0
    assert tabulated([]).table.empty
    assert tabulated([[]]).table.empty


def test_parts_of_a_stream_without_headers_are_the_file(tmp_path):
    path = tmp_path / "sans.csv"
    path.write_text("".join(f"Asso {k};Brest;{29000 + k};2014\n" for k in range(120)))
    parts = list(sources.stream(path, rows=50))
    assert [len(part.table) for part in parts] == [50, 50, 20]
    table = pd.concat([part.table for part in parts])
    assert table.index.tolist() == list(range(1, 121))
    assert table["colonne 1"].tolist() == [f"Asso {k}" for k in range(120)]
    assert [len(said(part, BARE)) for part in parts] == [1, 0, 0]
