"""A look into docx, xlsx and pptx: a zip that unpacks into little, without macros or links to the outside."""

import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError  # nosec B405

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from .refusal import Unfit

MAX_PARTS = 5000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 200
HARMLESS_UNPACKED = 10 * 1024 * 1024
"""Below this the ratio does not matter."""
MAX_XML = 2 * 1024 * 1024
"""Of a part that is read here: list of types, relations."""

_MAIN = {
    "docx": ("wordprocessingml.document.main+xml", "Word文档"),
    "xlsx": ("spreadsheetml.sheet.main+xml", "Excel工作簿"),
    "pptx": ("presentationml.presentation.main+xml", "PPT演示文稿"),
}
_TYPES = "[Content_Types].xml"
_NO_MACRO = "请另存为不含宏的文件，或转换为PDF后上传"
_DAMAGED = "请检查原文件能否打开，另存后重新上传"
_BAD_PARTS = (
    ("vbaproject", "含有宏", _NO_MACRO),
    ("/macrosheets/", "含有Excel 4.0宏表", _NO_MACRO),
    ("/activex/", "含有ActiveX控件", _NO_MACRO),
    ("/externallinks/", "引用了外部工作簿", "请断开外部链接，或转换为PDF后上传"),
)
"""Part of a name → what it means, what to do."""
_BAD_TYPES = ("macroenabled", "vbaproject", "macrosheet", "activex")


def look_at_docx(file: BinaryIO) -> None:
    """Raises Unfit."""
    _look(file, "docx")


def look_at_xlsx(file: BinaryIO) -> None:
    """Raises Unfit."""
    _look(file, "xlsx")


def look_at_pptx(file: BinaryIO) -> None:
    """Raises Unfit."""
    _look(file, "pptx")


def _look(file: BinaryIO, extension: str) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            _preflight(archive.infolist())
            _check_parts(archive.namelist())
            _check_types(archive, extension)
            _check_relations(archive)
            if broken := archive.testzip():
                raise Unfit(f"文件已损坏（{broken[:80]}）", _DAMAGED)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as problem:
        raise Unfit("文件已损坏，无法打开", _DAMAGED) from problem


def _preflight(parts: list[zipfile.ZipInfo]) -> None:
    """Nothing is unpacked before its announced size is known to be small."""
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    is_bomb = unpacked > HARMLESS_UNPACKED and unpacked > MAX_RATIO * packed
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED or is_bomb:
        found = f"解开后有{len(parts)}个部分、{unpacked // 1024**2} MB，像压缩炸弹"
        raise Unfit(found, f"解开后不得超过{MAX_UNPACKED // 1024**2} MB、{MAX_RATIO}倍；请转换为PDF后上传")
    names = [part.filename for part in parts]
    if len({name.lower() for name in names}) < len(names) or min(x.header_offset for x in parts) != 0:
        raise Unfit("文件结构异常（部分重复，或前面夹带其他内容）", _DAMAGED)
    if any(name.startswith(("/", "\\")) or ".." in name.split("/") or "\\" in name for name in names):
        raise Unfit("文件内部的路径指向外面", _DAMAGED)
    if any(part.flag_bits & 1 for part in parts):
        raise Unfit("文件有密码保护", "请去掉密码后上传")


def _check_parts(names: list[str]) -> None:
    for name in names:
        for mark, found, advice in _BAD_PARTS:
            if mark in f"/{name.lower()}":
                raise Unfit(f"{found}（{name[:80]}）", advice)


def _check_types(archive: zipfile.ZipFile, extension: str) -> None:
    """The list of types names the main part of this very kind, and none with macros."""
    if _TYPES not in archive.namelist():
        raise Unfit(f"内容是ZIP压缩包，不是{_MAIN[extension][1]}", "系统不接收压缩包，请解压后逐个上传")
    types = [x.get("ContentType", "").lower() for x in _xml(archive, _TYPES)]
    if any(mark in found for found in types for mark in _BAD_TYPES):
        raise Unfit("含有宏", _NO_MACRO)
    kinds = [key for key, (main, _) in _MAIN.items() if any(x.endswith(main) for x in types)]
    if extension not in kinds:
        words = _MAIN[kinds[0]][1] if kinds else "其他Office文件"
        raise Unfit(
            f"扩展名是“.{extension}”，内容却是{words}", "扩展名须与内容一致；模板等请另存为普通文件后上传"
        )


def _check_relations(archive: zipfile.ZipFile) -> None:
    """Only hyperlinks may point outside: templates, pictures and objects would be fetched when opened."""
    for name in archive.namelist():
        for relation in _xml(archive, name) if name.lower().endswith(".rels") else ():
            kind = relation.get("Type", "").rpartition("/")[2]
            if relation.get("TargetMode", "").lower() == "external" and kind != "hyperlink":
                target = relation.get("Target", "")[:80]
                raise Unfit(f"引用了外部文件（{target}）", "请断开外部链接，或转换为PDF后上传")
            if kind.lower() == "vbaproject":
                raise Unfit("含有宏", _NO_MACRO)


def _xml(archive: zipfile.ZipFile, name: str) -> Iterator[Element]:
    """The elements of one part, read within bounds and without entities."""
    if archive.getinfo(name).file_size > MAX_XML:
        raise Unfit(f"文件结构异常（{name[:80]}过大）", _DAMAGED)
    try:
        yield from ElementTree.fromstring(archive.read(name), forbid_dtd=True).iter()
    except (ParseError, DefusedXmlException, ValueError, LookupError) as problem:
        raise Unfit(f"文件已损坏（{name[:80]}）", _DAMAGED) from problem
