"""Files as officers hand them in, and as somebody hostile would: built here, byte by byte."""

import io
import struct
import zipfile
import zlib

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"  # noqa: E501
MAIN = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
    "docm": "application/vnd.ms-word.document.macroEnabled.main+xml",
}
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def png(width=2, height=2, salt=b""):
    """A picture; the salt makes it another file."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    small = width * height < 10_000
    pixels = zlib.compress(b"".join(b"\x00" + b"\xff\x80\x00" * width for _ in range(height if small else 1)))
    parts = chunk(b"IHDR", header) + chunk(b"tEXt", b"salt\x00" + salt) + chunk(b"IDAT", pixels)
    return b"\x89PNG\r\n\x1a\n" + parts + chunk(b"IEND", b"")


def jpeg(width=2, height=2):
    """The head of one, which is all that is looked at."""
    frame = struct.pack(">HBHHB", 8, 8, height, width, 0)
    return b"\xff\xd8\xff\xe0\x00\x04JF\xff\xff\xc0" + frame + b"\xff\xd9"


def office(main="docx", extra=(), relations="", types="", compression=zipfile.ZIP_DEFLATED):
    """docx, xlsx or pptx with these parts besides."""
    content = f'<Types><Override PartName="/main.xml" ContentType="{MAIN[main]}"/>{types}</Types>'
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        archive.writestr("[Content_Types].xml", content)
        archive.writestr("_rels/.rels", f"<Relationships>{relations}</Relationships>")
        archive.writestr("main.xml", "<document>合同</document>")
        for name, data in extra:
            archive.writestr(name, data)
    return file.getvalue()


def relation(kind, target, mode="External"):
    return f'<Relationship Id="r1" Type="{RELATION}{kind}" Target="{target}" TargetMode="{mode}"/>'


def locked(content):
    """The same zip, marked as encrypted."""
    broken = bytearray(content)
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = broken.find(signature)
        while place >= 0:
            broken[place + at] |= 1
            place = broken.find(signature, place + 1)
    return bytes(broken)


def plain_zip():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("合同.pdf", PDF)
    return file.getvalue()


def compound(streams, storages=()):
    """A compound file ([MS-CFB]) with these streams, each padded to a size that needs no mini stream."""
    sector, padded = 512, {name: data.ljust(4096, b"\x00") for name, data in streams.items()}
    entries, at = [_entry("Root Entry", 5, 0xFFFFFFFE, 0)], 0
    entries += [_entry(name, 1, 0, 0) for name in storages]
    directory = -(-(len(entries) + len(padded)) * 128 // sector)
    at, table = 1 + directory, [0xFFFFFFFD]
    table += [*range(2, 1 + directory), 0xFFFFFFFE]
    for name, data in padded.items():
        count = len(data) // sector
        entries.append(_entry(name, 2, at, len(data)))
        table += [*range(at + 1, at + count), 0xFFFFFFFE]
        at += count
    table += [0xFFFFFFFF] * (128 - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 16
    header += struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0
    )
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    body = struct.pack("<128I", *table) + b"".join(entries).ljust(directory * sector, b"\x00")
    return header + body + b"".join(padded.values())


def _entry(name, kind, start, size):
    raw = (name + "\x00").encode("utf-16-le")
    return struct.pack("<64sHBB12x16x4x16xIQ", raw, len(raw), kind, 1, start, size)


def biff(*records):
    """The records of a workbook stream."""
    return b"".join(struct.pack("<HH", kind, len(data)) + data for kind, data in records)


def sheet(kind):
    """A BOUNDSHEET record of an xls."""
    return (0x0085, struct.pack("<IBB", 0, 0, kind) + b"\x01\x00A")


WORD = b"\xec\xa5\xc1\x00" + b"\x00" * 6 + b"\x00\x00"
DOC = compound({"WordDocument": WORD})
XLS = compound({"Workbook": biff((0x0809, b"\x00" * 16), sheet(0), (0x000A, b""))})
