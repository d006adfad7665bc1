import datetime as dt
import io
import re
import time
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odf.namespaces import OFFICENS, STYLENS, TABLENS, TEXTNS
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from analysis.sources import archives
from analysis.sources.rough import Source
from analysis.sources.workbooks import opendocument, spreadsheets

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def saved(book):
    stream = io.BytesIO()
    book.save(stream)
    return Source("liste.xlsx", stream.getvalue())


def book_of(*rows, name="Liste"):
    book = Workbook()
    book.active.title = name
    for row in rows:
        book.active.append(row)
    return book


def excel(*rows):
    return spreadsheets.rough(saved(book_of(*rows)))


def changed(source, parts):
    """Write an archive again, with parts of ours in the place of its own, or beside them."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(source.content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            if part not in parts:
                new.writestr(part, old.read(part))
        for part, content in parts.items():
            new.writestr(part, content)
    return replace(source, content=stream.getvalue())


def with_sheet(xml, *, strings=None):
    """Give a workbook whose sheet is this XML, as other tools than openpyxl write it."""
    parts = {"xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}">{xml}</worksheet>'}
    if strings is not None:
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{strings}</sst>'
    return changed(saved(book_of(["Nom"])), parts)


def ods(tables, styles="", name="liste.ods"):
    """Give a spreadsheet as LibreOffice lays it out."""
    calcext = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        f'xmlns:office="{OFFICENS}" xmlns:table="{TABLENS}" xmlns:text="{TEXTNS}" '
        f'xmlns:style="{STYLENS}" xmlns:calcext="{calcext}">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return Source(name, stream.getvalue())


def table(*rows, name="Liste", more=""):
    inner = "".join(r if r.startswith("<table:table-row") else row(*r.split("|")) for r in rows)
    return f'<table:table table:name="{name}" {more}>{inner}</table:table>'


def row(*cells, more=""):
    made = "".join(c if c.startswith("<") else cell(c) for c in cells)
    return f"<table:table-row {more}>{made}</table:table-row>"


def cell(text="", more=""):
    shown = f"<text:p>{text}</text:p>" if text else ""
    kind = 'office:value-type="string"' if text and "value-type" not in more else ""
    return f"<table:table-cell {kind} {more}>{shown}</table:table-cell>"


def opened(tables, **more):
    return opendocument.rough(ods(tables, **more))


def notes(found, word):
    return [n for n in found.notes if word in n.problem]


def listed(found, column):
    return [None if v != v else v for v in found.table[column]]


# Merged cells and headers


def test_merged_cells_are_filled_and_truly_empty_ones_stay_empty():
    # pandas#44837, our case-35.
    book = book_of(
        ["Acteurs 2013"], ["Territoire", "Acteur", "Thème"],
        ["Brest", "A", "eau"], [None, "B", "vélo"], [None, "C", "bois"],
    )  # fmt: skip
    book.active.merge_cells("A1:C1")
    book.active.merge_cells("A3:A4")
    found = spreadsheets.rough(saved(book))
    assert found.table.columns.tolist() == ["Territoire", "Acteur", "Thème"]
    assert listed(found, "Territoire") == ["Brest", "Brest", None]
    assert found.table.index.tolist() == [3, 4, 5]
    assert [(n.row, n.value, n.action) for n in notes(found, "titre")] == [
        (1, "Acteurs 2013", "dropped")
    ]
    assert [n.value for n in notes(found, "fusion")] == [1]


def test_ods_merged_cells_are_filled_and_truly_empty_ones_stay_empty():
    covered = "<table:covered-table-cell/>"
    found = opened(
        table(
            row(cell("Acteurs 2013", 'table:number-columns-spanned="3"'), covered, covered),
            "Territoire|Acteur|Thème",
            row(cell("Brest", 'table:number-rows-spanned="2"'), "A", "eau"),
            row(covered, "B", "vélo"),
            row("<table:table-cell/>", "C", "bois"),
        )
    )
    assert found.table.columns.tolist() == ["Territoire", "Acteur", "Thème"]
    assert listed(found, "Territoire") == ["Brest", "Brest", None]


def test_a_cell_merged_across_columns_of_data_gives_each_its_value():
    book = book_of(["Nom", "Commune", "Siège", "An"], ["A", "Brest", None, 2013])
    book.active.merge_cells("B2:C2")
    found = spreadsheets.rough(saved(book))
    assert found.table.loc[2].tolist() == ["A", "Brest", "Brest", "2013"]


def test_a_subtitle_merged_over_the_whole_table_is_one_cell_of_a_row_and_said():
    book = book_of(["Nom", "Commune", "An"], ["Finistère"], ["A", "Brest", 2013])
    book.active.merge_cells("A2:C2")
    found = spreadsheets.rough(saved(book))
    assert listed(found, "Commune") == [None, "Brest"]
    assert [(n.row, n.action) for n in notes(found, "toute la largeur")] == [(2, "kept")]


def test_a_row_with_nothing_of_its_own_stays_blank_under_a_merged_cell():
    book = book_of(["Territoire", "Nom"], ["Brest", "A"], [None, None], [None, "B"])
    book.active.merge_cells("A2:A4")
    found = spreadsheets.rough(saved(book))
    assert listed(found, "Territoire") == ["Brest", "Brest"]
    assert [n.row for n in notes(found, "ligne vide")] == [3]


def test_columns_merged_down_to_the_last_row_cost_nothing():
    source = with_sheet(
        '<sheetData><row r="1"><c r="A1" t="str"><v>Nom</v></c></row>'
        '<row r="2"><c r="A2" t="str"><v>A</v></c></row></sheetData>'
        '<mergeCells><mergeCell ref="A2:A1048576"/><mergeCell ref="B1:XFD1048576"/></mergeCells>'
    )
    began = time.perf_counter()
    assert listed(spreadsheets.rough(source), "Nom") == ["A"]
    assert time.perf_counter() - began < 2


def test_a_value_hidden_under_a_merged_cell_is_kept_and_said():
    source = with_sheet(
        "<sheetData>"
        '<row r="1"><c r="A1" t="str"><v>Lieu</v></c><c r="B1" t="str"><v>Nom</v></c></row>'
        '<row r="2"><c r="A2" t="str"><v>Brest</v></c><c r="B2" t="str"><v>A</v></c></row>'
        '<row r="3"><c r="A3" t="str"><v>Morlaix</v></c><c r="B3" t="str"><v>B</v></c></row>'
        '</sheetData><mergeCells><mergeCell ref="A2:A3"/></mergeCells>'
    )
    found = spreadsheets.rough(source)
    assert listed(found, "Lieu") == ["Brest", "Morlaix"]
    assert [(n.row, n.value) for n in notes(found, "cachée sous")] == [(3, "Morlaix")]


def test_headers_on_two_rows_become_group_and_name():
    book = book_of(
        ["Initiatives du pays"],
        ["Nom", "Lieu", None, "Porteur", None],
        [None, "Commune", "CP", "Nom", "Statut"],
        ["A", "Brest", "29200", "Asso X", "asso"],
    )
    for merged in ("A1:E1", "A2:A3", "B2:C2", "D2:E2"):
        book.active.merge_cells(merged)
    found = spreadsheets.rough(saved(book))
    assert found.table.columns.tolist() == [
        "Nom", "Lieu / Commune", "Lieu / CP", "Porteur / Nom", "Porteur / Statut",
    ]  # fmt: skip
    assert found.table.index.tolist() == [4]
    assert [(n.row, n.value) for n in notes(found, "deux lignes")] == [(2, "Nom | Lieu | Porteur")]
    assert [n.row for n in notes(found, "titre")] == [1]


def test_years_may_stand_under_a_group():
    book = book_of(["Nom", "Budget", None], [None, 2012, 2013], ["A", 10, 20])
    book.active.merge_cells("A1:A2")
    book.active.merge_cells("B1:C1")
    found = spreadsheets.rough(saved(book))
    assert found.table.columns.tolist() == ["Nom", "Budget / 2012", "Budget / 2013"]


def test_a_merged_header_over_a_first_row_of_data_loses_no_row():
    book = book_of(["Nom", "Adresse", None], ["Café", "12 rue X", "Brest"], ["B", "x", "y"])
    book.active.merge_cells("B1:C1")
    found = spreadsheets.rough(saved(book))
    assert found.table.columns.tolist() == ["Nom", "Adresse", "Adresse (2)"]
    assert listed(found, "Nom") == ["Café", "B"]


def test_a_title_merged_over_part_of_the_table_is_no_group():
    book = book_of(["Acteurs 2013"], ["Nom", "Commune", "CP", "An"], ["A", "Brest", "29200", 2013])
    book.active.merge_cells("A1:C1")
    found = spreadsheets.rough(saved(book))
    assert found.table.columns.tolist() == ["Nom", "Commune", "CP", "An"]


# Sheets, and what is hidden


def three_sheets():
    book = book_of(["À lire avant d'ouvrir"], name="Lisez-moi")
    for name, rows in {
        "Codes": (["a", "b"], ["c", "d"]),
        "Initiatives": (["Nom", "An"], ["A", 2013]),
    }.items():
        sheet = book.create_sheet(name)
        for cells in rows:
            sheet.append(cells)
    book["Codes"].sheet_state = "hidden"
    return saved(book)


def test_the_first_sheet_that_holds_a_table_is_read_and_all_are_listed():
    found = spreadsheets.rough(three_sheets())
    assert listed(found, "Nom") == ["A"]
    assert found.notes[0].value == "Lisez-moi | Codes (masquée) | Initiatives"
    assert found.notes[1].value == "Initiatives"
    assert {n.action for n in found.notes} == {"read"}


def test_a_sheet_may_be_named_even_hidden_and_whatever_its_letters():
    found = spreadsheets.rough(replace(three_sheets(), sheet="codes"))
    assert found.table.columns.tolist() == ["a", "b"]


def test_an_unknown_sheet_is_refused_with_those_there_are():
    with pytest.raises(ValueError, match=r"liste\.xlsx : pas de feuille « 2013 ».*« Initiatives »"):
        spreadsheets.rough(replace(three_sheets(), sheet="2013"))


def test_a_workbook_without_cells_is_refused():
    with pytest.raises(ValueError, match="aucune feuille"):
        spreadsheets.rough(saved(Workbook()))


def test_a_chart_sheet_is_listed_and_not_read():
    book = book_of(["Nom", "An"], ["A", 2013])
    book.create_chartsheet("Courbe", 0)
    found = spreadsheets.rough(saved(book))
    assert found.notes[0].value == "Courbe (sans cellules) | Liste"
    assert listed(found, "Nom") == ["A"]


def test_hidden_rows_and_columns_are_kept_and_reported():
    book = book_of(["Nom", "Note", "An"], ["A", "x", 1], ["B", "y", 2], ["C", "z", 3], ["D", "", 4])
    for number in (3, 4):
        book.active.row_dimensions[number].hidden = True
    book.active.column_dimensions["B"].hidden = True
    found = spreadsheets.rough(saved(book))
    assert listed(found, "Nom") == ["A", "B", "C", "D"]
    assert [(n.row, n.value) for n in notes(found, "lignes masquées (2)")] == [(3, "3-4")]
    assert [(n.column, n.value) for n in notes(found, "masquée (n° 2)")] == [("Note", "B")]


def test_ods_hidden_rows_columns_and_sheets_are_told():
    styles = (
        '<style:style style:name="ta2" style:family="table">'
        '<style:table-properties table:display="false"/></style:style>'
    )
    columns = (
        '<table:table-column table:number-columns-repeated="2"/>'
        '<table:table-column table:visibility="collapse"/>'
    )
    found = opened(
        table("a|b", "c|d", name="Codes", more='table:style-name="ta2"')
        + '<table:table table:name="Liste">'
        + columns
        + row("Nom", "An", "Note")
        + row("A", "2013", "x", more='table:visibility="filter"')
        + row("B", "2014", "y", more='table:visibility="collapse"')
        + "</table:table>",
        styles=styles,
    )
    assert listed(found, "Nom") == ["A", "B"]
    assert found.notes[0].value == "Codes (masquée) | Liste"
    assert [n.value for n in notes(found, "lignes masquées (2)")] == ["2-3"]
    assert [n.value for n in notes(found, "masquée (n° 3)")] == ["C"]


# What cells say


def test_cells_are_written_as_a_person_types_them():
    found = excel(
        ["entier", "réel", "rond", "oui", "grand", "exposant", "part"],
        [29019, 48.3904, 3.0, True, 12345678901234, 1e-7, 0.25],
        [-4, -4.4861, 0, False, 98765432109876, 2.5e20, 1],
    )
    assert found.table.loc[2].tolist() == [
        "29019", "48.3904", "3", "oui", "12345678901234", "0.0000001", "0.25",
    ]  # fmt: skip
    assert found.table.loc[3].tolist() == [
        "-4", "-4.4861", "0", "non", "98765432109876", "250000000000000000000", "1",
    ]  # fmt: skip


def test_dates_are_iso_with_a_time_only_where_it_is_not_midnight():
    found = excel(
        ["le", "à", "durée"],
        [dt.date(2013, 3, 13), dt.datetime(2013, 3, 13, 18, 30), dt.timedelta(hours=36)],
        [dt.datetime(2013, 3, 13), dt.time(9, 5), dt.timedelta(minutes=90, seconds=5)],
    )
    assert found.table.loc[2].tolist() == ["2013-03-13", "2013-03-13T18:30", "36:00"]
    assert found.table.loc[3].tolist() == ["2013-03-13", "09:05", "01:30:05"]


def test_the_calendar_of_1904_is_honoured():
    # 13 March 2013 is day 41346 of Excel's calendar, and 39884 of the Macintosh's (1462 less).
    book = book_of(["le", "n"], [39884, 1])
    book.epoch = CALENDAR_MAC_1904
    book.active["A2"].number_format = "dd/mm/yyyy"
    assert listed(spreadsheets.rough(saved(book)), "le") == ["2013-03-13"]


def test_a_date_off_the_calendar_is_kept_as_a_number_and_said():
    book = book_of(["le", "n"], [99999999, 1])
    book.active["A2"].number_format = "dd/mm/yyyy"
    found = spreadsheets.rough(saved(book))
    assert listed(found, "le") == ["99999999"]
    assert [(n.row, n.column, n.action) for n in notes(found, "calendrier")] == [(2, "le", "kept")]


@pytest.mark.parametrize(
    ("value", "shown", "text"),
    [(1310, "00000", "01310"), (298001122, '0#" "##" "##" "##" "##', "0298001122"),
     (29200, "00000", "29200"), (0.25, "0%", "0.25"), (1310, "#,##0", "1310"),
     (1310.5, "0.00", "1310.5"), (41346, "[$-40C]d mmmm yyyy", "2013-03-13"),
     (12, '0" jours"', "12"), (12, '#,##0.00\\ "€"', "12")],
)  # fmt: skip
def test_number_formats_give_zeros_and_dates_and_change_no_value(value, shown, text):
    book = book_of(["x", "n"], [value, 1])
    book.active["A2"].number_format = shown
    found = spreadsheets.rough(saved(book))
    assert listed(found, "x") == [text]
    assert bool(notes(found, "zéros de tête")) == (text.startswith("0") and shown != "0%")


def test_a_formula_never_computed_is_unknown_and_counted():
    found = excel(["Nom", "Total"], ["A", "=1+1"], ["B", "=2+2"], ["C", 3])
    assert listed(found, "Total") == [None, None, "3"]
    (note,) = notes(found, "jamais calculée")
    assert (note.row, note.column, note.value, note.action) == (2, "Total", 2, "emptied")
    assert "lignes 2-3" in note.problem


def test_results_of_formulas_and_errors_are_told_apart():
    source = with_sheet(
        '<sheetData><row r="1"><c r="A1" t="str"><v>x</v></c><c r="B1" t="str"><v>y</v></c></row>'
        '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2" t="str"><f>""</f><v></v></c></row>'
        '<row r="3"><c r="A3" t="e"><f>NA()</f><v>#N/A</v></c>'
        '<c r="B3" t="e"><v>#REF!</v></c></row>'
        '<row r="4"><c r="A4" t="str"><v>NA</v></c><c r="B4" t="b"><f>1=1</f><v>1</v></c></row>'
        "</sheetData>"
    )
    found = spreadsheets.rough(source)
    assert listed(found, "x") == ["2", "NA"]
    assert listed(found, "y") == [None, "oui"]
    assert [(n.row, n.column, n.value) for n in notes(found, "erreur")] == [
        (3, "x", "#N/A"), (3, "y", "#REF!"),
    ]  # fmt: skip
    assert not notes(found, "jamais calculée")


def test_inline_shared_and_rich_texts_are_read_whole_with_their_line_breaks():
    source = with_sheet(
        '<sheetData><row><c t="inlineStr"><is><t>Nom</t></is></c><c t="s"><v>1</v></c></row>'
        '<row><c t="inlineStr"><is><r><t>É</t></r><r><rPr><color theme="x"/></rPr>'
        '<t xml:space="preserve"> té</t></r></is></c><c t="s"><v>0</v></c></row></sheetData>',
        strings="<si><t>12, rue_x000D_\n1er étage</t><rPh sb='0' eb='1'><t>lu</t></rPh></si>"
        "<si><t>_x005F_x000D_</t></si>",
    )
    found = spreadsheets.rough(source)
    assert found.table.columns.tolist() == ["Nom", "_x000D_"]
    assert found.table.loc[2].tolist() == ["É té", "12, rue\n1er étage"]
    rich = CellRichText(["deux ", TextBlock(InlineFont(b=True), "styles")])
    assert listed(excel(["Nom", "x"], [rich, "1\n2"]), "Nom") == ["deux styles"]


def test_hostile_texts_stay_as_they_are():
    texts = ["<b>x</b>", "NA", "None", "01310", "=cmd", "E\u0301cole", "n.c.", "𝔘 🐌"]
    book = book_of(["Nom", "n"])
    for text in texts:
        book.active.append([text, 1])
        book.active.cell(book.active.max_row, 1).data_type = "s"
    kept = listed(spreadsheets.rough(saved(book)), "Nom")
    assert kept == ["<b>x</b>", "NA", "None", "01310", "=cmd", "École", None, "𝔘 🐌"]


def test_rows_keep_the_numbers_that_the_sheet_shows():
    source = with_sheet(
        '<sheetData><row r="4"><c r="B4" t="str"><v>Nom</v></c>'
        '<c r="C4" t="str"><v>An</v></c></row>'
        '<row r="9"><c r="B9" t="str"><v>A</v></c></row></sheetData>'
    )
    found = spreadsheets.rough(source)
    assert found.table.columns.tolist() == ["Nom", "An"]
    assert found.table.index.tolist() == [9]
    assert [n.row for n in notes(found, "ligne vide")] == [5, 6, 7, 8]


def test_filters_and_styles_that_openpyxl_does_not_understand_stop_nothing():
    source = with_sheet(
        '<sheetData><row r="1"><c r="A1" t="str"><v>Nom</v></c></row>'
        '<row r="2"><c r="A2" t="str" s="9"><v>A</v></c></row></sheetData>'
        '<autoFilter ref="A1:A2"><filterColumn colId="0"><customFilters>'
        '<customFilter operator="x" val="&gt;"/></customFilters></filterColumn></autoFilter>'
    )
    styles = f'<styleSheet xmlns="{MAIN}"><fills><fill><bad/></fill></fills></styleSheet>'
    assert listed(spreadsheets.rough(changed(source, {"xl/styles.xml": styles})), "Nom") == ["A"]


def test_ods_values_are_read_by_their_types():
    def valued(kind, value, shown):
        name = kind if kind in ("date", "time", "boolean") else ""
        name = f"{name}-value" if name else "value"
        return cell(shown, f'office:value-type="{kind}" office:{name}="{value}"')

    found = opened(
        table(
            "le|à|n|cp|part|prix|vrai|durée",
            row(
                valued("date", "2013-03-13", "13/03/13"),
                valued("date", "2013-03-13T18:30:00", "13/03/13"),
                valued("float", "48.3904", "48,39"),
                valued("float", "1310", "01310"),
                valued("percentage", "0.25", "25 %"),
                valued("currency", "12", "12,00 €"),
                valued("boolean", "true", "VRAI"),
                valued("time", "PT18H30M00S", "18:30"),
            ),
        )
    )
    assert found.table.loc[2].tolist() == [
        "2013-03-13", "2013-03-13T18:30", "48.3904", "01310", "0.25", "12", "oui", "18:30",
    ]  # fmt: skip
    assert [(n.row, n.column) for n in notes(found, "zéros de tête")] == [(2, "cp")]


def test_ods_texts_are_read_whole_and_annotations_left_out():
    note = "<office:annotation><text:p>à revoir</text:p></office:annotation>"
    found = opened(
        table(
            "Nom|x",
            row(
                '<table:table-cell office:value-type="string">' + note + "<text:p>Chez"
                '<text:s text:c="2"/><text:span>Ana &amp;\n  Co</text:span></text:p>'
                "<text:p>1<text:line-break/>2<text:tab/>3</text:p></table:table-cell>",
                "NA",
            ),
        )
    )
    assert found.table.loc[2].tolist() == ["Chez  Ana & Co\n1\n2\t3", "NA"]


def test_ods_repetitions_are_made_and_blank_tails_are_not():
    blank = '<table:table-cell table:number-columns-repeated="16381"/>'
    tail = row(
        '<table:table-cell table:number-columns-repeated="16384"/>',
        more='table:number-rows-repeated="1048571"',
    )
    found = opened(
        table(
            row("Nom", "a", "b", blank),
            row("A", cell("x", 'table:number-columns-repeated="2"'), blank),
            row("B", "", "y", more='table:number-rows-repeated="3"'),
            tail,
        )
    )
    assert found.table.to_numpy().tolist()[0] == ["A", "x", "x"]
    assert listed(found, "a") == ["x", None, None, None]
    assert found.table.index.tolist() == [2, 3, 4, 5]
    assert not notes(found, "ligne vide")


def test_ods_errors_and_formulas_never_computed_are_unknown_and_said():
    bad = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" '
        'office:string-value="" calcext:value-type="error"><text:p>#DIV/0 !</text:p>'
        "</table:table-cell>"
    )
    old = cell("#N/D", 'table:formula="of:=NA()"')
    never = '<table:table-cell table:formula="of:=[.A1]"/>'
    found = opened(table("Nom|x", row("A", bad), row("B", old), row("C", never), "#N/D|x"))
    assert listed(found, "x") == [None, None, None, "x"]
    assert listed(found, "Nom")[3] == "#N/D"  # typed, not computed
    assert [(n.row, n.value) for n in notes(found, "erreur")] == [(2, "#DIV/0 !"), (3, "#N/D")]
    assert [(n.row, n.column, n.value) for n in notes(found, "jamais")] == [(4, "x", 1)]


def test_ods_copies_of_other_files_are_no_sheets():
    linked = table("a|b", "c|d", name="'file:///x.ods'#$A").replace(
        "<table:table-row", "<table:table-source/><table:table-row", 1
    )
    found = opened(linked + table("Nom|x", "A|1"))
    assert found.notes[0].value == "Liste"


def test_ods_of_odfpy_itself_is_read():
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    document = OpenDocumentSpreadsheet()
    sheet = Table(name="Liste")
    document.spreadsheet.addElement(sheet)
    for cells in (["Nom", "CP"], ["Épicerie", "01310"]):
        line = TableRow()
        sheet.addElement(line)
        for text in cells:
            made = TableCell(valuetype="string")
            made.addElement(P(text=text))
            line.addElement(made)
    stream = io.BytesIO()
    document.write(stream)
    found = opendocument.rough(Source("liste.ods", stream.getvalue()))
    assert found.table.loc[2].tolist() == ["Épicerie", "01310"]


# Rows in = rows out + rows dropped

TEXTS = st.one_of(
    st.none(), st.sampled_from(["", " ", "NA", "n.c.", "01310", "<i>x</i>", "a\nb"]),
    st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=8),
)  # fmt: skip


def cleaned(text):
    from analysis.sources import values

    return None if text is None else values.clean(text)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(TEXTS, min_size=3, max_size=3), max_size=8))
def test_no_row_and_no_cell_is_lost(rows):
    book = book_of(["Nom", "Commune", "Thème"])
    for number, cells in enumerate(rows, start=2):
        for column, text in enumerate(cells, start=1):
            if text is not None:
                book.active.cell(number, column, text).data_type = "s"
    found = spreadsheets.rough(saved(book))
    full = [n for n, r in enumerate(rows, 2) if any(c and c.strip() for c in r)]
    inside = max(full, default=1) - 1
    gone = [n.row for n in found.notes if n.action == "dropped"]
    assert len(found.table) + len(gone) == inside
    assert sorted([*found.table.index, *gone]) == list(range(2, inside + 2))
    for number in found.table.index:
        kept = [None if c != c else c for c in found.table.loc[number]]
        assert kept == [cleaned(c) for c in rows[number - 2]]


# Safety


def refused(reader, source, word):
    began = time.perf_counter()
    with pytest.raises(ValueError, match=re.escape(source.name) + ".*" + word) as caught:
        reader(source)
    assert time.perf_counter() - began < 5
    assert "→" in str(caught.value)


@pytest.mark.parametrize("reader", [spreadsheets.rough, opendocument.rough])
@pytest.mark.parametrize(
    ("content", "word"),
    [(b"Nom;An\nA;2013\n", "archive illisible"),
     (saved(book_of(["Nom"])).content[:2000], "tronqué"),
     (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), r"\.xls"),
     (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "passe")],
)  # fmt: skip
def test_what_is_no_workbook_is_refused(reader, content, word):
    refused(reader, Source("x.xlsx", content), word)


def test_a_broken_part_is_refused():
    source = changed(saved(book_of(["Nom"])), {"xl/worksheets/sheet1.xml": "<worksheet><she"})
    refused(spreadsheets.rough, source, "abîmé")
    refused(opendocument.rough, Source("x.ods", saved(book_of(["Nom"])).content), "abîmé")


def test_an_ods_under_a_password_is_refused():
    source = changed(
        ods(table("Nom|x")),
        {"META-INF/manifest.xml": "<manifest:encryption-data/>", "content.xml": b"\x01\x02"},
    )
    refused(opendocument.rough, source, "mot de passe")


@pytest.mark.parametrize("name", ["../x.xml", "/etc/x", "xl/..\\..\\x", "C:\\x.xml"])
def test_names_out_of_the_archive_are_refused(name):
    refused(spreadsheets.rough, changed(saved(book_of(["Nom"])), {name: "x"}), "piégée")
    refused(opendocument.rough, changed(ods(table("Nom|x")), {name: "x"}), "piégée")


@pytest.mark.parametrize("name", ["xl/worksheets/sheet1.xml", "xl/media/image1.png"])
def test_bombs_of_zeros_are_refused(name):
    bomb = bytes(60_000_000)
    refused(spreadsheets.rough, changed(saved(book_of(["Nom"])), {name: bomb}), "60 Mo")
    refused(opendocument.rough, changed(ods(table("Nom|x")), {"content.xml": bomb}), "60 Mo")


BOMB = "<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "part",
    ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml",
     "[Content_Types].xml", "xl/_rels/workbook.xml.rels"],
)  # fmt: skip
def test_bombs_of_entities_are_refused_in_excel(part):
    source = changed(saved(book_of(["Nom", "x"], ["A", "b"])), {part: BOMB + "]><x>&i;</x>"})
    refused(spreadsheets.rough, source, "entités")


def test_bombs_of_entities_are_refused_in_opendocument():
    source = changed(ods(table("Nom|x")), {"content.xml": BOMB + "]><x>&i;</x>"})
    refused(opendocument.rough, source, "entités")


@pytest.mark.parametrize(
    "xml",
    ['<dimension ref="A1:BDWGN5"/><sheetData/>',
     '<sheetData><row r="1"><c r="BDWGN1"><v>1</v></c></row></sheetData>',
     '<sheetData><row r="1"><c r="XFE1"><v>1</v></c></row></sheetData>',
     '<sheetData><row r="1048577"><c r="A1048577"><v>1</v></c></row></sheetData>'],
)  # fmt: skip
def test_sheets_larger_than_a_spreadsheet_are_refused(xml):
    refused(spreadsheets.rough, with_sheet(xml), "plus qu'un tableur")


@pytest.mark.parametrize(
    "rows",
    [row(cell("x", 'table:number-columns-repeated="1000000"')),
     row("x", more='table:number-rows-repeated="1048577"'),
     '<table:table-row/><table:table-column table:number-columns-repeated="1000000"/>'],
)  # fmt: skip
def test_ods_larger_than_a_spreadsheet_are_refused(rows):
    refused(opendocument.rough, ods(table("Nom|x", rows)), "plus qu'un tableur")


def test_few_cells_far_apart_or_repeated_do_not_fill_the_memory():
    far = with_sheet(
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    )
    refused(spreadsheets.rough, far, "XFD1048576")
    for text in ("x", "#N/A"):
        more = 'table:number-columns-repeated="16384" table:formula="of:=1"'
        many = row(cell(text, more), more='table:number-rows-repeated="1000000"')
        refused(opendocument.rough, ods(table(many)), "cellules remplies")


def test_a_long_text_merged_over_a_whole_sheet_does_not_fill_the_memory():
    header = '<row r="1"><c r="A1"><v>1</v></c><c r="ALL1"><v>1</v></c></row>'
    long = f'<row r="2"><c r="A2" t="str"><v>{"x" * 9999}</v></c></row>'
    rows = "".join(f'<row r="{n}"><c r="ALL{n}"><v>1</v></c></row>' for n in range(3, 1002))
    source = with_sheet(
        f"<sheetData>{header}{long}{rows}</sheetData>"
        '<mergeCells><mergeCell ref="A2:ALK1001"/></mergeCells>'
    )
    refused(spreadsheets.rough, source, "lettres")


def test_a_row_of_millions_of_elements_does_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr(archives, "_HELD", 1000)
    cells = "<c/>" * 1001
    refused(spreadsheets.rough, with_sheet(f"<sheetData><row>{cells}</row></sheetData>"), "abîmé")
    rows = '<row><c t="str"><v>Nom</v></c></row>' * 1001
    assert spreadsheets.rough(with_sheet(f"<sheetData>{rows}</sheetData>")).table.shape[0] == 1000


def test_xml_is_read_with_defusedxml_by_openpyxl():
    import openpyxl

    assert openpyxl.DEFUSEDXML
