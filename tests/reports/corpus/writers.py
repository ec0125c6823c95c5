"""Files as the programs of departments write them, quirks included."""

import csv
import io
import re
import subprocess
import tempfile
import zipfile
from pathlib import Path

from docx import Document
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

WPS_APP = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties '
    'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>WPS 表格</Application><HeadingPairs/><AppVersion>12.1</AppVersion></Properties>"
)
WPS_EXT = (
    '<extLst><ext uri="{C1F1BFDA-9C3A-4F9B-9C5B-7E1E5D1B5A11}" xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData">'
    "<etc:wsSortMap/></ext></extLst>"
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def xlsx(*grids, epoch_1904=False):
    """As openpyxl writes it."""
    book = Workbook()
    book.remove(book.active)
    if epoch_1904:
        book.epoch = CALENDAR_MAC_1904
    for grid in grids:
        sheet = book.create_sheet(grid.title)
        sheet.sheet_state = grid.state
        for row in grid.rows:
            sheet.append(row)
        for place in grid.merges:
            sheet.merge_cells(place)
        for place, code in grid.formats.items():
            sheet[place].number_format = code
        for name in grid.hidden:
            (
                sheet.row_dimensions[int(name)] if name.isdigit() else sheet.column_dimensions[name]
            ).hidden = True
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def rewritten(content, change):
    """The same archive with each part as `change(name, text)` has it."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name).decode()))
    return target.getvalue()


def wps(content):
    """WPS names itself, adds namespaces and extensions of its own, and phonetic hints."""

    def change(name, text):
        if name == "docProps/app.xml":
            return WPS_APP
        if name.startswith("xl/worksheets/"):
            head = (
                f'<worksheet xmlns="{MAIN}" xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData" '
            )
            text = text.replace(f'<worksheet xmlns="{MAIN}"', head.rstrip() + ' xml:space="preserve"')
            return text.replace("</worksheet>", f"{WPS_EXT}</worksheet>")
        return phonetic(name, text)

    return rewritten(content, change)


def phonetic(name, text):
    """Hints how a text is read, which are no part of it."""
    if name != "xl/sharedStrings.xml":
        return text
    hint = '<rPh sb="0" eb="1"><t>xiàngmù</t></rPh><phoneticPr fontId="1" type="noConversion"/></si>'
    return text.replace("</si>", hint)


def inline(content):
    """No table of shared texts: every text stands in its cell, some in runs."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        shared = re.findall(r"<si[^>]*>(.*?)</si>", archive.read("xl/sharedStrings.xml").decode(), re.DOTALL)

    def cell(match):
        text = re.sub(r"<t( [^>]*)?>(.*?)</t>", r"<r><t\1>\2</t></r>", shared[int(match[3])], flags=re.DOTALL)
        return f'<c{match[1]} t="inlineStr"{match[2]}><is>{text}</is></c>'

    def change(name, text):
        if name.startswith("xl/worksheets/"):
            return re.sub(r'<c([^>]*) t="s"([^>]*)><v>(\d+)</v></c>', cell, text)
        return text

    return rewritten(content, change)


def without_addresses(content):
    """Cells and rows that do not say where they are: each is the next one."""

    def change(name, text):
        if not name.startswith("xl/worksheets/"):
            return text
        text = re.sub(r"<(c|row) r=\"[A-Z]*\d+\"", r"<\1", text)
        return re.sub(r'<dimension ref="[^"]*"', '<dimension ref="A1"', text)

    return rewritten(content, change)


def prefixed(content):
    """Every element with a prefix, as some reporting tools write."""

    def change(name, text):
        if not name.startswith("xl/worksheets/"):
            return text
        text = re.sub(r"<(/?)([a-zA-Z]+)(?=[\s/>])", r"<\1x:\2", text)
        return text.replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')

    return rewritten(content, change)


def strict(content):
    """The namespaces of ISO 29500 Strict."""
    pairs = {
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "http://purl.oclc.org/ooxml/spreadsheetml/main",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
            "http://purl.oclc.org/ooxml/officeDocument/relationships"
        ),
    }

    def change(name, text):
        for old, new in pairs.items():
            text = text.replace(old, new)
        return text

    return rewritten(content, change)


def libreoffice(content, kind, source="xlsx"):
    """Opened and saved by LibreOffice: xls, ods, xlsx."""
    filters = {"xls": "xls:MS Excel 97", "ods": "ods", "xlsx": "xlsx:Calc MS Excel 2007 XML"}
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder, f"t.{source}"), Path(folder, "out")
        path.write_bytes(content)
        command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to"]
        subprocess.run([*command, filters[kind], "--outdir", out, path], check=True, capture_output=True)
        return (out / f"t.{kind}").read_bytes()


def comma(grid, encoding, delimiter=","):
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=delimiter).writerows(grid.rows)
    return target.getvalue().encode(encoding)


def docx(grid, above=(), below=()):
    """Paragraphs around a table, whose merged cells are merged in Word too."""
    document = Document()
    for text in above:
        document.add_paragraph(text)
    width = max(len(row) for row in grid.rows)
    table = document.add_table(rows=len(grid.rows), cols=width)
    for row, values in zip(table.rows, grid.rows, strict=True):
        for cell, value in zip(row.cells, values, strict=False):
            cell.text = "" if value is None else str(value)
    for place in grid.merges:
        (left, top), (right, bottom) = (_place(corner) for corner in place.split(":"))
        kept = table.cell(top, left).text
        table.cell(top, left).merge(table.cell(bottom, right)).text = kept
    for text in below:
        document.add_paragraph(text)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _place(corner):
    return "ABCDEFGH".index(corner[0]), int(corner[1:]) - 1


def page(grid):
    """A web page that a system hands out as “.xls”."""
    rows = "".join(f"<tr>{''.join(f'<td>{x}</td>' for x in row)}</tr>" for row in grid.rows)
    head = '<html xmlns:x="urn:schemas-microsoft-com:office:excel">'
    return f"{head}<body><table>{rows}</table></body></html>".encode()
