"""Office files are zip archives: looked at before anything is unpacked, then unpacked within bounds."""

import re
from collections.abc import Iterator
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from . import limits
from .book import Refused

_MACRO = re.compile(r"vbaProject|\.bin$|activeX|macrosheets", re.IGNORECASE)
_HARMLESS = re.compile(r"printerSettings/[^/]+\.bin$")
_CHUNK = 64 * 1024


class Archive:
    """The parts of one office file. Raises Refused for what no office program would have written."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = ZipFile(BytesIO(content))
            self._parts = {part.filename: part for part in self._zip.infolist()}
        except (BadZipFile, ValueError, OSError, NotImplementedError, EOFError, OverflowError) as problem:
            raise Refused("文件已损坏，无法打开。请在Excel、WPS或Word中重新保存后再上传。") from problem
        self._check(len(content))
        self._unpacked = 0

    def _check(self, size: int) -> None:
        parts = list(self._parts.values())
        if len(self._zip.infolist()) > limits.PARTS:
            raise Refused(f"文件包含的部件超过{limits.PARTS}个，不是正常的表格或文档。")
        if len(parts) != len(self._zip.infolist()):
            raise Refused("文件包含重名的部件，不是正常的表格或文档。")
        if any(part.flag_bits & 1 for part in parts):
            raise Refused("文件设有打开密码，请取消密码后再上传。")
        if "xl/workbook.bin" in self._parts:
            raise Refused("不能读取.xlsb，请另存为.xlsx后再上传。")
        if any(_MACRO.search(x) and not _HARMLESS.search(x) for x in self._parts):
            raise Refused("文件含有宏或嵌入的对象，请另存为不含宏的.xlsx或.docx后再上传。")
        if any("externalLinks/" in name for name in self._parts):
            raise Refused("文件含有指向其他文件的链接，请断开链接（数据—编辑链接—断开）后再上传。")
        unpacked = sum(part.file_size for part in parts)
        if unpacked > limits.UNPACKED_BYTES or unpacked > limits.RATIO * max(size, 1):
            raise Refused("文件解压后过大，请只保留需要导入的内容后再上传。")

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    @property
    def names(self) -> list[str]:
        return list(self._parts)

    def chunks(self, name: str) -> Iterator[bytes]:
        """The part, a little at a time; what the directory says about its size is not believed."""
        part = self._parts.get(name)
        if part is None:
            raise Refused("文件缺少必要的部件，请在Excel、WPS或Word中重新保存后再上传。")
        try:
            yield from self._bounded(part)
        except (BadZipFile, ValueError, OSError, NotImplementedError, EOFError, RuntimeError) as problem:
            if isinstance(problem, Refused):
                raise
            raise Refused("文件已损坏，无法打开。请重新保存后再上传。") from problem

    def _bounded(self, part: ZipInfo) -> Iterator[bytes]:
        with self._zip.open(part) as source:
            while chunk := source.read(_CHUNK):
                self._unpacked += len(chunk)
                if self._unpacked > limits.UNPACKED_BYTES:
                    raise Refused("文件解压后过大，请只保留需要导入的内容后再上传。")
                yield chunk
