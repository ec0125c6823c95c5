"""The kinds of files that are kept, and the names of those that are not."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from . import ole, package, pdf, pictures, text
from .names import split_name

_OFFICE = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True)
class Kind:
    """One kind: label, extensions, the family its first bytes tell, a look inside, how it is served."""

    label: str
    extensions: tuple[str, ...]
    family: str
    look: Callable[[BinaryIO], None]
    content_type: str
    is_picture: bool = False

    @property
    def is_pdf(self) -> bool:
        return self.family == "pdf"

    @property
    def has_preview(self) -> bool:
        """The browser shows it by itself."""
        return self.is_picture or self.is_pdf


KINDS = (
    Kind("PDF", (".pdf",), "pdf", pdf.look, "application/pdf"),
    Kind("JPEG图片", (".jpg", ".jpeg"), "jpeg", pictures.look_at_jpeg, "image/jpeg", is_picture=True),
    Kind("PNG图片", (".png",), "png", pictures.look_at_png, "image/png", is_picture=True),
    Kind("Word文档", (".docx",), "zip", package.look_at_docx, f"{_OFFICE}wordprocessingml.document"),
    Kind("Excel工作簿", (".xlsx",), "zip", package.look_at_xlsx, f"{_OFFICE}spreadsheetml.sheet"),
    Kind("PPT演示文稿", (".pptx",), "zip", package.look_at_pptx, f"{_OFFICE}presentationml.presentation"),
    Kind("Word 97-2003文档", (".doc",), "ole", ole.look_at_doc, "application/msword"),
    Kind("Excel 97-2003工作簿", (".xls",), "ole", ole.look_at_xls, "application/vnd.ms-excel"),
    Kind("文本", (".txt",), "text", text.look, "text/plain"),
    Kind("CSV表格", (".csv",), "text", text.look, "text/csv"),
)
BY_EXTENSION = {extension: kind for kind in KINDS for extension in kind.extensions}
ACCEPT = ",".join(BY_EXTENSION)
"""For the file chooser; the server looks at the content whatever was chosen."""
ALLOWED = "可以上传PDF、JPEG、PNG、Word（docx、doc）、Excel（xlsx、xls）、PPT（pptx）和txt、csv文件"

SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "pdf", "PDF"),
    (b"\xff\xd8\xff", "jpeg", "JPEG图片"),
    (b"\x89PNG\r\n\x1a\n", "png", "PNG图片"),
    (b"PK\x03\x04", "zip", "ZIP压缩包"),
    (b"PK\x05\x06", "archive", "空的ZIP压缩包"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole", "Office 97-2003文件"),
    (b"Rar!\x1a\x07", "archive", "RAR压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "archive", "7z压缩包"),
    (b"\x1f\x8b", "archive", "GZIP压缩包"),
    (b"BZh", "archive", "BZIP2压缩包"),
    (b"GIF8", "picture", "GIF图片"),
    (b"BM", "picture", "BMP图片"),
    (b"II*\x00", "picture", "TIFF图片"),
    (b"MM\x00*", "picture", "TIFF图片"),
    (b"RIFF", "media", "WebP图片或音视频"),
    (b"MZ", "program", "Windows程序"),
    (b"\x7fELF", "program", "Linux程序"),
    (b"{\\rtf", "other", "RTF文档"),
)
"""First bytes → family, words. What is none of these is text, or unknown.

Plain letters may also begin a text (“BMI指数”): they count only where a NUL follows.
"""
ADVICE = {
    "archive": "系统不接收压缩包，请解压后逐个上传",
    "picture": "请转换为JPEG或PNG后上传",
    "web": "系统不接收网页和SVG图形，请转换为PDF或PNG后上传",
}
"""Family → what to do; anything else is told what is allowed."""
OF_EXTENSION = {
    **dict.fromkeys((".zip", ".rar", ".7z", ".gz", ".tar"), ADVICE["archive"]),
    **dict.fromkeys((".html", ".htm", ".mht", ".svg", ".xml"), ADVICE["web"]),
    **dict.fromkeys((".gif", ".bmp", ".tif", ".tiff", ".webp", ".heic"), ADVICE["picture"]),
    **dict.fromkeys((".docm", ".xlsm", ".pptm", ".dotm", ".xlsb"), "请另存为不含宏的文件，或转换为PDF后上传"),
    **dict.fromkeys((".ofd", ".wps", ".et", ".dps", ".ppt", ".rtf"), "请转换为PDF后上传"),
}
"""Extension → what to do with a file that is not kept."""


def kind_of(name: str) -> Kind | None:
    """The kind a name claims; of a kept file, the kind it is."""
    return BY_EXTENSION.get(split_name(name)[1].lower())


def recognise(head: bytes) -> tuple[str, str]:
    """Family and words for the first bytes of a file."""
    for signature, family, words in SIGNATURES:
        if head.startswith(signature) and (not signature.isalnum() or b"\x00" in head):
            return family, words
    if head[4:8] == b"ftyp":
        return "media", "HEIC图片或音视频"
    if markup := text.markup_in(head[:1024]):
        return "web", markup
    return ("text", "文本") if text.is_like_text(head) else ("unknown", "无法识别的内容")
