"""Sixty workbooks nobody should send: each made from a good one, each with what makes it dangerous."""

import re
import struct
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from random import Random
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from openpyxl import load_workbook

Parts = dict[str, bytes]
Maker = Callable[[bytes], bytes]
BOOK = "xl/workbook.xml"
TEXTS = "xl/sharedStrings.xml"
TYPES = "[Content_Types].xml"
RELS = "_rels/.rels"
BOOK_RELS = "xl/_rels/workbook.xml.rels"
SHEET = "xl/worksheets/sheet3.xml"
"""预算明细."""


def parts_of(book: bytes) -> Parts:
    with ZipFile(BytesIO(book)) as source:
        return {name: source.read(name) for name in source.namelist()}


def parts_with_texts(book: bytes) -> Parts:
    """Office keeps texts in a part of their own; the writer of the good book does not."""
    parts = parts_of(book)
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    relation = b'<Relationship Id="rId90" Type="%s" Target="sharedStrings.xml"/>' % kind
    parts[BOOK_RELS] = parts[BOOK_RELS].replace(b"</Rel", relation + b"</Rel", 1)
    return parts | {TEXTS: b'<?xml version="1.0"?><sst><si><t>x</t></si></sst>'}


def zipped(parts: Parts, method: int = ZIP_DEFLATED) -> bytes:
    target = BytesIO()
    with ZipFile(target, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def changed(**edits: Callable[[bytes], bytes]) -> Maker:
    """Edit parts by the names of this module's constants."""

    def make(book: bytes) -> bytes:
        parts = parts_with_texts(book)
        for name, edit in edits.items():
            parts[globals()[name]] = edit(parts.get(globals()[name], b""))
        return zipped(parts)

    return make


def plus(name: str, content: bytes) -> Maker:
    return lambda book: zipped(parts_of(book) | {name: content})


def minus(name: str) -> Maker:
    return lambda book: zipped({key: value for key, value in parts_of(book).items() if key != name})


def sheet(rows: bytes, after: bytes = b"", before: bytes = b"") -> Maker:
    """The sheet with these rows added below its own."""
    return changed(
        SHEET=lambda xml: xml.replace(b"<sheetData>", before + b"<sheetData>").replace(
            b"</sheetData>", rows + b"</sheetData>" + after
        )
    )


def cells(**values: object) -> Maker:
    """Values put into cells of 预算明细 (A1 style) or, as sheet__A1, of another sheet."""

    def make(book: bytes) -> bytes:
        opened = load_workbook(BytesIO(book))
        for place, value in values.items():
            title, _, cell = place.rpartition("__")
            opened[title or "预算明细"][cell].value = value
        target = BytesIO()
        opened.save(target)
        return target.getvalue()

    return make


def xml_cell(place: str, body: bytes, attributes: bytes = b"") -> Maker:
    """A cell of the sheet's first row written by hand."""
    pattern = re.compile(rb'<c r="' + place.encode() + rb'"[^>]*?(/>|>.*?</c>)', re.DOTALL)
    cell = b'<c r="' + place.encode() + b'" ' + attributes + b">" + body + b"</c>"
    return changed(SHEET=lambda xml: pattern.sub(lambda _: cell, xml, count=1))


def dtd(name: str, declaration: bytes, use: bytes = b"") -> Maker:
    return changed(
        **{
            name: lambda xml: (
                b'<?xml version="1.0"?>'
                + declaration
                + re.sub(rb"^<\?xml[^>]*\?>", b"", xml).replace(b"<t>", b"<t>" + use, 1)
            )
        }
    )


def lying(book: bytes) -> bytes:
    """Sixty megabytes that say they are ten bytes."""
    packed = zipped(parts_of(book) | {SHEET: b" " * 60_000_000})
    at = packed.rfind(SHEET.encode()) - 46
    return packed[: at + 24] + struct.pack("<I", 10) + packed[at + 28 :]


def doubled(book: bytes) -> bytes:
    target = BytesIO(book)
    with ZipFile(target, "a") as archive:
        archive.writestr(BOOK, b"<workbook/>")
    return target.getvalue()


def flagged(offset: int, value: int) -> Maker:
    """A field of the book's directory entry set to something else."""

    def make(book: bytes) -> bytes:
        at = book.rfind(BOOK.encode()) - 46
        return book[: at + offset] + struct.pack("<H", value) + book[at + offset + 2 :]

    return make


def broken_sum(book: bytes) -> bytes:
    packed = bytearray(zipped(parts_of(book), ZIP_STORED))
    at = packed.find(b"<sheetData>")
    packed[at + 1] ^= 0x20
    return bytes(packed)


def many_rows(book: bytes) -> bytes:
    rows = b"".join(
        b'<row r="%d"><c r="B%d"><v>%d</v></c></row>' % (x, x, x * 7919) for x in range(20, 60_000, 2)
    )
    return sheet(rows)(book)


def many_merges(book: bytes) -> bytes:
    merges = b"".join(b'<mergeCell ref="A%d:B%d"/>' % (x, x) for x in range(100, 12_000))
    return sheet(b"", b"<mergeCells>" + merges + b"</mergeCells>")(book)


def noise(size: int, seed: int) -> bytes:
    """Bytes that do not compress, the same on every run."""
    out, state = bytearray(), seed
    while len(out) < size:
        state = zlib.crc32(state.to_bytes(4, "big") + b"x")
        out += state.to_bytes(4, "big")
    return bytes(out[:size])


def many_texts(book: bytes) -> bytes:
    texts = b"".join(b"<si><t>%s</t></si>" % noise(8, x).hex().encode() for x in range(450_000))
    return changed(TEXTS=lambda xml: xml.replace(b"</sst>", texts + b"</sst>"))(book)


NESTED = b"<x>" * 100_000 + b"</x>" * 100_000
LAUGHS = (
    b'<!DOCTYPE l [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + x, b"&%c;" % (97 + x) * 10) for x in range(9))
    + b"]>"
)
XXE = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
OUTER = b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'
EXTERNAL = (
    b'<Relationship Id="rId99" Type="http://x/externalLinkPath" Target="file:///c:/x" TargetMode="External"/>'
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

REFUSED: dict[str, Maker] = {
    "empty": lambda book: b"",
    "one byte": lambda book: b"\x00",
    "only the signature": lambda book: b"PK",
    "truncated": lambda book: book[: len(book) // 2],
    "no directory": lambda book: book[: book.find(b"PK\x01\x02")],
    "garbage": lambda book: noise(20_000, 1),
    "ole garbage": lambda book: OLE + noise(20_000, 2),
    "ole of zeros": lambda book: OLE + b"\x00" * 100_000,
    "too large": lambda book: zipped(parts_of(book) | {"x": noise(6_000_000, 3)}, ZIP_STORED),
    "bomb": plus("xl/bomb.xml", b"0" * 60_000_000),
    "bomb in a used part": changed(TEXTS=lambda xml: xml + b" " * 60_000_000),
    "lying bomb": lying,
    "high ratio": plus("xl/zeros.xml", b"0" * 40_000_000),
    "many parts": lambda book: zipped(parts_of(book) | {f"xl/{x}.xml": b"<x/>" for x in range(300)}),
    "part twice": doubled,
    "encrypted flag": flagged(8, 1),
    "unknown method": flagged(10, 99),
    "wrong checksum": broken_sum,
    "no types": minus(TYPES),
    "no book": minus(BOOK),
    "no relations": minus(RELS),
    "no sheet": minus(SHEET),
    "nothing but a text": lambda book: zipped({"readme.txt": b"hello"}),
    "not a book": changed(RELS=lambda xml: xml.replace(b"xl/workbook.xml", b"../../etc/passwd")),
    "sheet elsewhere": changed(BOOK_RELS=lambda xml: xml.replace(b"worksheets/sheet3", b"../../etc/passwd")),
    "macro": plus("xl/vbaProject.bin", b"x"),
    "old macro sheet": plus("xl/macrosheets/sheet1.xml", b"<x/>"),
    "active control": plus("xl/activeX/activeX1.xml", b"<x/>"),
    "external link": plus("xl/externalLinks/externalLink1.xml", b"<x/>"),
    "external relation": changed(BOOK_RELS=lambda xml: xml.replace(b"</Rel", EXTERNAL + b"</Rel", 1)),
    "entity bomb": dtd("TEXTS", LAUGHS, b"&j;"),
    "outer entity": dtd("TEXTS", XXE, b"&e;"),
    "outer dtd": dtd("BOOK", OUTER),
    "dtd in sheet": dtd("SHEET", XXE),
    "dtd in relations": dtd("BOOK_RELS", XXE),
    "nested sheet": sheet(b"", NESTED),
    "nested texts": changed(TEXTS=lambda xml: xml.replace(b"</sst>", NESTED + b"</sst>")),
    "nested book": changed(BOOK=lambda xml: xml.replace(b"</workbook>", NESTED + b"</workbook>")),
    "merge of everything": sheet(b"", b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
    "many merges": many_merges,
    "row far below": sheet(b'<row r="1048576"><c r="B1048576"><v>1</v></c></row>'),
    "sparse rows": many_rows,
    "many texts": many_texts,
    "long inline text": sheet(
        b'<row r="90"><c r="B90" t="inlineStr"><is><t>%s</t></is></c></row>' % noise(30_000, 4).hex().encode()
    ),
    "cut xml": changed(SHEET=lambda xml: xml[: len(xml) // 2]),
    "wrong bytes": changed(SHEET=lambda xml: xml.replace(b"<sheetData>", b"<sheetData>\xff\xfe", 1)),
    "unknown encoding": changed(SHEET=lambda xml: b'<?xml version="1.0" encoding="x-y"?><worksheet/>'),
    "fifty sheets": changed(
        BOOK=lambda xml: xml.replace(b"</sheets>", b'<sheet name="x" sheetId="9"/>' * 50 + b"</sheets>")
    ),
    "forged stamp": cells(_核对__C1="x" * 43),
    "changed stamp": cells(_核对__C3="0" * 64),
    "stamp of nonsense": cells(_核对__A2="{"),
    "other template": cells(_核对__B1="0"),
}  # fmt: skip
"""Refused with a sentence when it is uploaded."""

PROBLEMS: dict[str, Maker] = {
    "not a number": xml_cell("E2", b"<v>NaN</v>", b't="n"'),
    "infinite": xml_cell("E2", b"<v>INF</v>", b't="n"'),
    "1e400": xml_cell("E2", b"<v>1e400</v>", b't="n"'),
    "1e308": xml_cell("E2", b"<v>1e308</v>"),
    "seven decimals": xml_cell("E2", b"<v>1.1234567</v>"),
    "formula": xml_cell("E2", b"<f>1+1</f><v>2</v>"),
    "formula without result": xml_cell("E2", b"<f>HYPERLINK(1)</f>"),
    "dde": xml_cell("E2", b"<f>cmd|' /C calc'!A0</f><v>1</v>"),
    "array formula": xml_cell("E2", b'<f t="array" ref="E2:E9">A1:A9</f><v>1</v>'),
    "error value": xml_cell("E2", b"<v>#REF!</v>", b't="e"'),
    "boolean": xml_cell("E2", b"<v>1</v>", b't="b"'),
    "date in money": xml_cell("E2", b"<v>2025-01-01</v>", b't="d"'),
    "text in money": cells(E2="六百万"),
    "arabic digits": cells(E2="٣"),
    "underscores": cells(E2="1_000"),
    "negative budget": cells(E2=-1),
    "foreign id": cells(A2="999999"),
    "huge id": cells(A2="9" * 60),
    "negative id": cells(A2="-1"),
    "id of another kind": cells(A2="assessment"),
    "foreign project": cells(C4="外单位的项目"),
    "unknown category": cells(B2="其他"),
    "long name": cells(项目__B2="长" * 300),
    "long text": cells(文字说明__C2="长" * 30_000),
    "same name twice": cells(项目__B3="新", 项目__B4="新"),
    "row without place": cells(文字说明__C40="没有标识的文字"),
    "two sheets of a kind": lambda book: copied_sheet(book),
}
"""Read, but not imported: the preview lists what is wrong."""

HARMLESS: dict[str, Maker] = {
    "false dimension": sheet(b"", before=b'<dimension ref="A1:XFD1048576"/>'),
    "hidden characters": cells(基本信息__B2="张\u202e\u200b三\ufeff"),
    "escaped nul": cells(基本信息__B2="张三_x0000__xD800_"),
    "places without numbers": sheet(b'<row><c r="ZZZZ9"><v>1</v></c><c r="??"/></row>'),
    "style out of range": xml_cell("E2", b"<v>6000000</v>", b's="999999"'),
    "far column": sheet(b'<row r="2"><c r="XFD2"><v>1</v></c></row>'),
    "text out of range": sheet(b'<row r="70"><c r="AA70" t="s"><v>99999999</v></c></row>'),
}
"""Taken for what it means: nothing changes, or only the texts written."""


def copied_sheet(book: bytes) -> bytes:
    opened = load_workbook(BytesIO(book))
    opened.copy_worksheet(opened["预算明细"])
    target = BytesIO()
    opened.save(target)
    return target.getvalue()


def mutants(book: bytes, seed: int, count: int) -> Iterator[bytes]:
    """The file with some bytes changed: in the archive itself, or inside one part."""
    chance = Random(seed)  # noqa: S311 - the same mutants for the same seed
    parts = parts_of(book)
    for number in range(count):
        if number % 2:
            name = chance.choice(list(parts))
            yield zipped(parts | {name: scratched(parts[name], chance)})
        else:
            yield scratched(book, chance)


def scratched(content: bytes, chance: Random) -> bytes:
    """Some bytes flipped, cut out or doubled."""
    data = bytearray(content)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(data)) if data else 0
        kind = chance.random()
        if kind < 0.7 and data:
            data[at] = chance.randrange(256)
        elif kind < 0.85:
            del data[at : at + chance.randint(1, 40)]
        else:
            data[at:at] = data[at : at + chance.randint(1, 40)]
    return bytes(data)
