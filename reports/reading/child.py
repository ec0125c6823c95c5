"""The child process: limits itself, reads one file from standard input, answers in JSON.

It starts without Django and without a database; whatever a file does to it, the parent only waits.
"""

import json
import resource
import sys

from . import limits
from .book import Book, Refused

_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read(content: bytes) -> Book:
    """Recognise the format by its content, never by its name. Raises Refused."""
    if len(content) > limits.FILE_BYTES:
        raise Refused(f"文件超过{limits.FILE_BYTES // limits.MIB}MB，请删去图片和无关内容后再上传。")
    if content.startswith(_OLE):
        from . import biff, binary

        return binary.read(content, biff.look(content))
    if content.startswith(_ZIP):
        return _office(content)
    from . import plain_text

    return plain_text.read(content)


def _office(content: bytes) -> Book:
    from . import spreadsheet, word
    from .archive import Archive

    archive = Archive(content)
    if "content.xml" in archive:
        from . import binary, opendocument

        return binary.read(content, opendocument.look(archive))
    if "word/document.xml" in archive:
        return word.read(archive)
    return spreadsheet.read(archive)


def _filled(book: Book) -> Book:
    if not book.blocks and not any(sheet.rows for sheet in book.sheets):
        raise Refused("文件中没有内容。")
    return book


def limit() -> None:
    """From here on never more memory or time than allowed, and no file."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.MEMORY_BYTES, limits.MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.CPU_SECONDS, limits.CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def answer(content: bytes) -> str:
    """The book, or why it is refused, as JSON."""
    try:
        said: dict[str, object] = {"book": _filled(read(content)).to_json()}
    except Refused as refused:
        said = {"refused": str(refused)}
    except MemoryError:
        said = {"refused": "文件展开后占用内存过多，请只保留需要导入的内容后再上传。"}
    return json.dumps(said, ensure_ascii=False)


def main() -> None:
    """The answer is one line."""
    limit()
    sys.stdout.write(answer(sys.stdin.buffer.read()))


if __name__ == "__main__":
    main()
