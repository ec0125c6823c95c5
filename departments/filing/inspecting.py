"""One file: its name, its size, what it claims to be, what it is."""

import hashlib
import os
from dataclasses import dataclass
from typing import BinaryIO

from .kinds import ADVICE, ALLOWED, OF_EXTENSION, Kind, kind_of, recognise
from .names import clean_name, split_name
from .refusal import Refused, Unfit
from .sizes import in_words

HEAD = 4096
"""Bytes that tell the family of a file."""
CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Filed:
    """A file that may be kept."""

    name: str
    kind: Kind
    size: int
    sha256: str


def inspect(file: BinaryIO, raw_name: str, *, limit: int) -> Filed:
    """Name, kind, size and hash of a file that may be kept. Raises Refused."""
    name = clean_name(raw_name)
    size = file.seek(0, os.SEEK_END)
    if size == 0:
        raise Refused(name, "文件是空的（0字节）", "请检查原文件后重新上传")
    if size > limit:
        raise too_large(name, limit, size)
    kind = _claimed(name, file)
    try:
        file.seek(0)
        kind.look(file)
    except Unfit as unfit:
        raise Refused(name, unfit.found, unfit.advice) from unfit
    return Filed(name, kind, size, _sha256(file))


def _sha256(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def too_large(raw_name: str, limit: int, size: int | None = None) -> Refused:
    """A file above the limit; reading stopped there, so its size may not be known."""
    words = in_words(size) if size and in_words(size) != in_words(limit) else f"{size}字节"
    found = f"文件大小{words}，" if size else "文件"
    advice = "请压缩图片、拆分文件或降低扫描分辨率后上传"
    return Refused(clean_name(raw_name), f"{found}超过每个文件{in_words(limit)}的上限", advice)


def _claimed(name: str, file: BinaryIO) -> Kind:
    """The kind that name and first bytes agree on. Raises Refused."""
    file.seek(0)
    family, words = recognise(file.read(HEAD))
    extension, kind = split_name(name)[1].lower(), kind_of(name)
    if kind is None:
        claim = f"扩展名是“{extension}”" if extension else "没有扩展名"
        raise Refused(name, f"{claim}，内容是{words}", _advice(OF_EXTENSION.get(extension), family))
    if kind.family != family:
        found = f"扩展名是“{extension}”（{kind.label}），内容却是{words}"
        raise Refused(name, found, _advice(ADVICE.get(family, "扩展名须与内容一致"), family))
    return kind


def _advice(advice: str | None, family: str) -> str:
    """What to do with this file, and what is allowed at all."""
    return "；".join(filter(None, (advice or ADVICE.get(family), ALLOWED)))
