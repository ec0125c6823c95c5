"""What parent and child say to each other: a length, then so many bytes."""

import json
import struct
from typing import Any, BinaryIO

_LENGTH = struct.Struct(">I")
DRAWN, FAILED = b"D", b"F"
"""First byte of an answer: a PDF with the child's size before it, or words."""


class HungUp(Exception):
    """The other side is gone."""


def send(stream: BinaryIO, content: bytes) -> None:
    """Raises HungUp."""
    try:
        stream.write(_LENGTH.pack(len(content)) + content)
        stream.flush()
    except (BrokenPipeError, ConnectionResetError) as gone:
        raise HungUp from gone


def send_json(stream: BinaryIO, told: Any) -> None:
    send(stream, json.dumps(told, ensure_ascii=False).encode())


def receive(stream: BinaryIO) -> bytes:
    """Raises HungUp."""
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    return _exactly(stream, length)


def receive_json(stream: BinaryIO) -> Any:
    return json.loads(receive(stream))


def _exactly(stream: BinaryIO, length: int) -> bytes:
    content = stream.read(length)
    if len(content) < length:
        raise HungUp
    return content
