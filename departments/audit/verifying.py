"""Walking the chain: every break is named, with what was found and what was expected."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection

from departments.models import AuditEvent

from . import capture, guards, images, keys
from .chain import NO_HASH, Link, digest, head

_BATCH = 500


@dataclass(frozen=True)
class Break:
    """One place where the record is not what was written. `number` None: not of one event."""

    number: int | None
    check: str
    found: str
    expected: str

    def __str__(self) -> str:
        place = f"第{self.number}条" if self.number is not None else "审计记录"
        return f"{place}：{self.check}：为“{self.found}”，应为“{self.expected}”。"

    def to_dict(self) -> dict[str, Any]:
        return asdict(self) | {"message": str(self)}


def verify(anchors: list[Link] | None = None) -> Iterator[Break]:
    """Every break of the chain, in its order; then anchors that it does not hold, and missing triggers."""
    last, is_signed = Link(0, NO_HASH), False
    wanted = {anchor.number: anchor for anchor in anchors or []}
    for event in AuditEvent.objects.order_by("pk").iterator(_BATCH):
        yield from _link_breaks(event, last)
        yield from _content_breaks(event, must_be_signed=is_signed)
        if anchor := wanted.pop(event.number, None):
            yield from _anchor_breaks(event, anchor)
        last, is_signed = Link(event.number, event.hash), is_signed or bool(event.algorithm)
    if last.number and not is_signed:
        yield Break(last.number, "签名", "没有任何签名", "最后一条有签名")
    for anchor in wanted.values():
        yield Break(anchor.number, "已锚定的记录", f"没有这一条，最后一条为第{last.number}条", anchor.hash)
    yield from _unguarded()


def _unguarded() -> Iterator[Break]:
    for name in (*guards.missing(connection), *(f"{x}的行变更" for x in capture.missing(connection))):
        yield Break(None, "数据库触发器", f"{name}不存在或已停用", "存在并启用")
    if images.are_pending():
        yield Break(None, "行的变更", "有的变更没有审计记录", "每一变更都有")


def _link_breaks(event: AuditEvent, last: Link) -> Iterator[Break]:
    if event.number != last.number + 1:
        yield Break(event.number, "序号", f"前一条为第{last.number}条", f"前一条为第{event.number - 1}条")
    if event.previous_hash != last.hash:
        yield Break(event.number, "前一条的摘要", event.previous_hash, last.hash)


def _content_breaks(event: AuditEvent, *, must_be_signed: bool) -> Iterator[Break]:
    if not event.algorithm and must_be_signed:
        yield Break(event.number, "签名", "没有签名", "有签名")
    elif event.algorithm not in ("", *keys.ALGORITHMS):
        yield Break(event.number, "算法", event.algorithm, "、".join(keys.ALGORITHMS))
        return
    if event.hash != (expected := digest(event)):
        yield Break(event.number, "内容的摘要", event.hash, expected)
    if event.algorithm:
        yield from _signature_breaks(event)


def _signature_breaks(event: AuditEvent) -> Iterator[Break]:
    """Whoever rewrote the hashes too has no key."""
    try:
        expected = keys.mac(event.hash, event.key_id, event.algorithm)
    except keys.UnknownKey as unknown:
        yield Break(event.number, "密钥", f"编号{unknown}没有配置", "、".join(keys.key_ids()))
        return
    if event.mac != expected:
        yield Break(event.number, "签名", event.mac or "没有签名", f"密钥{event.key_id}对摘要的签名")


def _anchor_breaks(event: AuditEvent, anchor: Link) -> Iterator[Break]:
    if event.hash != anchor.hash:
        yield Break(event.number, "已锚定的摘要", event.hash, anchor.hash)


def anchor_line() -> str:
    """The head as one line for a file outside the database: number and hash."""
    last = head()
    return f"{last.number} {last.hash}"


def read_anchors(text: str) -> list[Link]:
    """Lines of `anchor_line`; empty lines are passed over. Raises ValueError with the line."""
    anchors = []
    for at, line in enumerate(text.splitlines(), 1):
        match line.split():
            case []:
                continue
            case [number, mark, *_] if number.isdecimal() and len(mark) == len(NO_HASH):
                anchors.append(Link(int(number), mark))
            case _:
                raise ValueError(f"第{at}行为“{line[:80]}”，应为序号、空格和64位摘要。")
    return [anchor for anchor in anchors if anchor.number]
