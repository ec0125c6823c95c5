# ruff: noqa: E501 (a table reads by rows)
"""What may be kept is told by content: every refusal names the file, what was found and what is allowed."""

import io
import random
import struct
import tracemalloc
import unicodedata
from functools import cache, partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from departments.filing import Refused, clean_name, in_words, inspect, kind_of
from departments.filing.package import MAX_PARTS, MAX_UNPACKED

from . import evidence_files as files
from .evidence_files import biff, compound, jpeg, locked, office, png, relation, sheet

LIMIT = 1024 * 1024


def look(name, content, limit=LIMIT):
    return inspect(io.BytesIO(content), name, limit=limit)


KEPT = {
    "PDF": ("合同.pdf", files.PDF),
    "capital extension": ("合同.PDF", files.PDF),
    "JPEG": ("照片.jpeg", jpeg()),
    "PNG": ("截图.png", png()),
    "108 megapixels": ("照片.jpg", jpeg(12000, 9000)),
    "docx": ("报告.docx", office("docx")),
    "xlsx": ("台账.xlsx", office("xlsx")),
    "pptx": ("汇报.pptx", office("pptx")),
    "a hyperlink": ("报告.docx", office(relations=relation("hyperlink", "https://example.gov.cn/"))),
    "doc": ("旧报告.doc", files.DOC),
    "xls": ("旧台账.xls", files.XLS),
    "text": ("说明.txt", "第一行\r\n\t第二行\n".encode()),
    "GB18030": ("说明.txt", "第一行，绩效".encode("gb18030")),
    "UTF-16": ("说明.txt", "第一行".encode("utf-16")),
    "text that begins like a picture": ("说明.txt", "BMI指数".encode()),
    "less than": ("说明.txt", "成本 < 预算".encode()),
    "CSV": ("表.csv", "\ufeff指标,完成值\n培训人数,=1+1\n".encode()),
}


@pytest.mark.parametrize("case", KEPT)
def test_is_kept(case):
    name, content = KEPT[case]

    filed = look(name, content)

    assert (filed.name, filed.size, len(filed.sha256)) == (name, len(content), 64)
    assert filed.kind == kind_of(name)


@cache
def bomb(unpacked):
    return office(extra=[("big.xml", b"\x00" * unpacked)])


@cache
def many_parts():
    return office(extra=[(f"{number}.xml", b"") for number in range(MAX_PARTS)])


def false_size():
    """Announces ten bytes, unpacks into a million."""
    content = bytearray(office(extra=[("big.xml", b"A" * 1_000_000)]))
    for signature, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = content.rfind(signature)
        content[place + at : place + at + 4] = struct.pack("<I", 10)
    return bytes(content)


ENTITIES = '<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><Relationships>&c;</Relationships>'
MACRO_TYPE = '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
MACROS_OF_WORD = compound({"WordDocument": files.WORD}, storages=["Macros", "VBA"])
MACROS_OF_EXCEL = compound({"Workbook": biff(sheet(0))}, storages=["_VBA_PROJECT_CUR"])
HTML = "<!DOCTYPE html><script>alert(1)</script>".encode()  # noqa: UP012
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'

# what was handed in → name, content (large ones are made when asked for), words of the refusal
REFUSED = {
    "empty": ("空.pdf", b"", "文件是空的（0字节）"),
    "too large": ("大.pdf", files.PDF + b" " * LIMIT, "超过每个文件1 MB的上限"),
    "zip": ("材料.zip", files.plain_zip(), "系统不接收压缩包，请解压后逐个上传"),
    "rar": ("材料.rar", b"Rar!\x1a\x07\x01\x00" + b"\x00" * 50, "内容是RAR压缩包。系统不接收压缩包"),
    "7z": ("材料.7z", b"7z\xbc\xaf\x27\x1c" + b"\x00" * 50, "系统不接收压缩包"),
    "zip renamed docx": ("材料.docx", files.plain_zip(), "内容是ZIP压缩包，不是Word文档"),
    "zip renamed PDF": ("材料.pdf", files.plain_zip(), "扩展名是“.pdf”（PDF），内容却是ZIP压缩包"),
    "SVG": ("图.svg", SVG, "系统不接收网页和SVG图形"),
    "SVG as PNG": ("图.png", SVG, "扩展名是“.png”（PNG图片），内容却是SVG图形"),
    "SVG with a declaration as PNG": ("图.png", b"<?xml version='1.0'?>\n" + SVG, "内容却是SVG图形"),
    "SVG as text": ("图.txt", SVG, "内容却是SVG图形"),
    "SVG deep in a text": ("图.txt", b"x" * 9000 + SVG, "文本中夹带SVG图形代码"),
    "HTML": ("页.html", HTML, "系统不接收网页"),
    "HTML as text": ("页.txt", b"\n " + HTML, "内容却是HTML网页"),
    "HTML as text in UTF-16": ("页.txt", HTML.decode().encode("utf-16"), "内容却是HTML网页"),
    "HTML before a PDF": ("页.pdf", HTML + files.PDF, "内容却是HTML网页"),
    "HTML in the head of a PDF": ("页.pdf", b"%PDF-1.4\n" + HTML + files.PDF, "PDF开头夹带网页代码"),
    "PDF cut off": ("合同.pdf", files.PDF[:60], "PDF不完整"),
    "PDF of no version": ("合同.pdf", b"%PDF-x\n%%EOF", "版本标记不正确"),
    "PNG renamed JPEG": ("图.jpg", png(), "扩展名是“.jpg”（JPEG图片），内容却是PNG图片"),
    "PNG cut off": ("图.png", png()[:20], "图片已损坏"),
    "PNG bomb": ("图.png", png(60_000, 60_000), "图片有60000×60000个像素"),
    "PNG without width": ("图.png", png(0, 5), "图片已损坏"),
    "JPEG bomb": ("图.jpg", jpeg(65_535, 65_535), "图片有65535×65535个像素"),
    "JPEG of nothing": ("图.jpg", b"\xff\xd8\xff\xd9", "图片已损坏"),
    "JPEG cut off": ("图.jpg", jpeg()[:14], "图片已损坏"),
    "GIF": ("图.gif", b"GIF89a\x00\x00", "请转换为JPEG或PNG后上传"),
    "program": ("合同.exe", b"MZ\x90\x00", "内容是Windows程序"),
    "program renamed PDF": ("合同.pdf", b"MZ\x90\x00", "内容却是Windows程序"),
    "no extension": ("合同", files.PDF, "没有扩展名，内容是PDF"),
    "OFD": ("公文.ofd", files.plain_zip(), "请转换为PDF后上传"),
    "ppt": ("汇报.ppt", compound({"PowerPoint Document": b""}), "请转换为PDF后上传"),
    "docm": ("报告.docm", office("docm"), "请另存为不含宏的文件"),
    "docm renamed docx": ("报告.docx", office("docm"), "含有宏"),
    "docx with a macro part": ("报告.docx", office(extra=[("word/vbaProject.bin", b"x")]), "含有宏（word/vba"),
    "macro by type only": ("报告.docx", office(types=MACRO_TYPE), "含有宏"),
    "macro by relation only": ("报告.docx", office(relations=relation("vbaProject", "x.bin", "")), "含有宏"),
    "macro sheet": ("台账.xlsx", office("xlsx", [("xl/macrosheets/sheet1.xml", b"")]), "Excel 4.0宏表"),
    "ActiveX": ("报告.docx", office(extra=[("word/activeX/activeX1.xml", b"")]), "ActiveX"),
    "linked workbook": ("台账.xlsx", office("xlsx", [("xl/externalLinks/e1.xml", b"")]), "引用了外部工作簿"),
    "template from outside": (
        "报告.docx",
        office(relations=relation("attachedTemplate", "http://evil.example/t.dotm")),
        "引用了外部文件（http://evil.example/t.dotm）",
    ),
    "picture from outside": ("报告.docx", office(relations=relation("image", "//evil/x.png")), "引用了外部文件"),
    "external in capitals": ("报告.docx", office(relations=relation("frame", "x", "EXTERNAL")), "引用了外部文件"),
    "xlsx renamed docx": ("报告.docx", office("xlsx"), "扩展名是“.docx”，内容却是Excel工作簿"),
    "zip bomb": ("报告.docx", partial(bomb, MAX_UNPACKED + 1), "像压缩炸弹"),
    "small bomb": ("报告.docx", partial(bomb, 50 * 1024 * 1024), "像压缩炸弹"),
    "many parts": ("报告.docx", many_parts, "像压缩炸弹"),
    "false size": ("报告.docx", false_size(), "文件已损坏"),
    "path out": ("报告.docx", office(extra=[("../../etc/passwd", b"x")]), "路径指向外面"),
    "absolute path": ("报告.docx", office(extra=[("/etc/passwd", b"x")]), "路径指向外面"),
    "something before the zip": ("报告.docx", b"PK\x03\x04" + HTML + office(), "结构异常"),
    "entities": ("报告.docx", office(extra=[("word/_rels/d.rels", ENTITIES)]), "文件已损坏（word/_rels/d.rels）"),
    "relations beyond measure": (
        "报告.docx",
        office(extra=[("word/_rels/d.rels", random.Random(1).randbytes(3_000_000))]),  # noqa: S311
        "过大",
    ),
    "locked zip": ("报告.docx", locked(office()), "密码保护"),
    "locked docx": ("报告.docx", compound({"EncryptedPackage": b""}), "内容却是Office 97-2003文件"),
    "locked docx renamed doc": ("报告.doc", compound({"EncryptedPackage": b""}), "密码保护"),
    "zip cut off": ("报告.docx", office()[:-30], "文件已损坏"),
    "doc with macros": ("旧.doc", MACROS_OF_WORD, "含有宏（macros）"),
    "xls with macros": ("旧.xls", MACROS_OF_EXCEL, "含有宏（_vba_project_cur）"),
    "xls with a macro sheet": ("旧.xls", compound({"Workbook": biff(sheet(0), sheet(1))}), "Excel 4.0宏表"),
    "locked xls": ("旧.xls", compound({"Book": biff((0x002F, b"\x01"))}), "密码保护"),
    "locked doc": ("旧.doc", compound({"WordDocument": files.WORD[:10] + b"\x00\x01"}), "密码保护"),
    "doc renamed xls": ("旧.xls", files.DOC, "内容却是Word 97-2003文档"),
    "msi renamed doc": ("旧.doc", compound({"InstallerTables": b""}), "内容却是其他文件"),
    "doc cut off": ("旧.doc", files.DOC[:400], "文件已损坏"),
    "doc in a loop": ("旧.doc", files.DOC[:516] + b"\x01\x00\x00\x00" + files.DOC[520:], "文件已损坏"),
    "NUL in a text": ("说明.txt", b"abc\x00def", "无法识别的内容"),
    "NUL late in a text": ("说明.txt", b"a" * 5000 + b"\x00", "第5001个字符是控制字符（U+0000）"),
    "control characters": ("说明.csv", b"a\x1b[31m", "控制字符（U+001B）"),
    "bytes that are no text": ("说明.txt", b"\xff\xfe\xff\x80\x81" * 3, "不是文本"),
}  # fmt: skip


def refused_file(case):
    name, content, words = REFUSED[case]
    return name, content() if callable(content) else content, words


@pytest.mark.parametrize("case", REFUSED)
def test_is_refused(case):
    name, content, words = refused_file(case)

    with pytest.raises(Refused) as refused:
        look(name, content, limit=4 * LIMIT if "relations" in case else LIMIT)

    assert str(refused.value).startswith(f"“{name}”没有上传：")
    assert words in str(refused.value)
    assert refused.value.advice


@pytest.mark.parametrize(("size", "is_kept"), [(LIMIT - 1, True), (LIMIT, True), (LIMIT + 1, False)])
def test_the_limit_of_a_file_is_its_last_size(size, is_kept):
    content = files.PDF + b"\n" * (size - len(files.PDF) - 6) + b"%%EOF\n"
    assert len(content) == size
    if is_kept:
        assert look("合同.pdf", content).size == size
    else:
        with pytest.raises(Refused, match=f"文件大小{size}字节，超过每个文件1 MB的上限"):
            look("合同.pdf", content)


@pytest.mark.variations
@pytest.mark.parametrize("case", ["zip bomb", "many parts", "PNG bomb", "small bomb", "doc in a loop"])
def test_a_bomb_costs_little(case):
    """It is read a few times at most, and never unpacked."""
    name, content, _ = refused_file(case)
    file = Counting(content)
    tracemalloc.start()

    with pytest.raises(Refused):
        inspect(file, name, limit=LIMIT)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert file.bytes_read <= 4 * len(content)
    assert peak < 30_000_000


class Counting(io.BytesIO):
    """Knows how much of it was read."""

    bytes_read = 0

    def read(self, size=-1, /):
        part = super().read(size)
        self.bytes_read += len(part)
        return part


@pytest.mark.variations
@pytest.mark.parametrize("name", ["doc", "xls", "docx", "PNG", "JPEG", "PDF"])
def test_damaged_files_are_kept_or_refused_and_nothing_else(name):
    """A thousand mutants of each kind."""
    chance = random.Random(name)  # noqa: S311
    label, content = KEPT[name]
    for _ in range(1000):
        broken = bytearray(content)
        for _ in range(chance.randint(1, 8)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        try:
            look(label, bytes(broken[: chance.choice([len(broken), chance.randrange(len(broken))])]))
        except Refused:
            continue


NAMES = {
    "2023年度绩效自评佐证（一）.pdf": "2023年度绩效自评佐证（一）.pdf",
    "../../../etc/passwd": "passwd",
    "..\\..\\windows\\合同.pdf": "合同.pdf",
    "C:\\用户\\合同.pdf": "合同.pdf",
    "/合同.pdf": "合同.pdf",
    "a\x00b\n\r\tc.pdf": "abc.pdf",
    "合同\u202efdp.exe": "合同fdp.exe",
    "\ufeff合\u200b同.pdf": "合同.pdf",
    "e\u0301.pdf": "\u00e9.pdf",
    "  合 同 .pdf": "合 同.pdf",
    "合同.pdf.": "合同.pdf",
    'a<b>:"c"|?*.pdf': "a＜b＞：＂c＂｜？＊.pdf",
    "": "未命名",
    "...": "未命名",
    ".pdf": "pdf",
    "/": "未命名",
    "合同.最终版": "合同.最终版",
}


@pytest.mark.parametrize("raw", NAMES)
def test_names_are_kept_as_people_wrote_them(raw):
    assert clean_name(raw) == NAMES[raw]


def test_a_long_name_keeps_its_extension():
    name = clean_name("佐" * 300 + ".docx")

    assert (len(name), name[-6:]) == (120, "佐.docx")


@pytest.mark.slow
@given(st.text(max_size=400))
def test_any_name_is_short_visible_and_stays_as_it_is(raw):
    name = clean_name(raw)

    assert 0 < len(name) <= 120
    assert not {"/", "\\", "\x00"} & set(name)
    assert not any(unicodedata.category(x) in ("Cc", "Cf") for x in name)
    assert clean_name(name) == name


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 字节"), (1023, "1023 字节"), (1024, "1 KB"), (1536, "1.5 KB"), (20 * 1024**2, "20 MB"),
     (20 * 1024**2 - 1, "19.9 MB"), (3 * 1024**3, "3 GB")],
)  # fmt: skip
def test_sizes_read_like_sizes(size, words):
    assert in_words(size) == words
