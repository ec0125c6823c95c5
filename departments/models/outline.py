"""报告提纲 as a row: the order of headings, texts and tables of one province's document."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError

from .scoring_scheme import VersionedData

_KEY = re.compile(r"[A-Za-z0-9_-]{1,60}")


class Outline(VersionedData):
    """报告提纲. `data["blocks"]` is read whole by the documents; here only its texts to fill in matter."""

    class Meta:
        verbose_name = verbose_name_plural = "报告提纲"
        ordering = ["key"]

    def text_blocks(self) -> Iterator[dict[str, Any]]:
        """The blocks an officer writes: section (key), title, help, required, draft."""
        return (block for block in self.data.get("blocks", []) if "section" in block)

    def required_sections(self) -> dict[str, str]:
        """Key → title of the texts that may not be empty."""
        return {b["section"]: b["title"] for b in self.text_blocks() if b.get("required", True)}

    def clean(self) -> None:
        super().clean()
        if problems := list(_problems(self.data)):
            raise ValidationError({"data": problems})
        if self.data.get("key") != self.key:
            raise ValidationError({"key": f"标识应与内容中的key一致：{self.data.get('key')}"})

    def is_used(self) -> bool:
        from .submission import Submission

        return Submission.objects.filter(outline=self).exists()


def _problems(data: Any) -> Iterator[str]:
    """What is wrong with the shape of the data, in words."""
    blocks = data.get("blocks") if isinstance(data, dict) else None
    if not isinstance(blocks, list):
        yield "内容缺少blocks（标题、文字与表格的顺序）。"
        return
    keys: list[str] = []
    for number, block in enumerate(blocks, 1):
        if not isinstance(block, dict):
            yield f"blocks[{number}]应为对象。"
        elif "section" in block:
            yield from _text_problems(f"blocks[{number}]", block)
            keys.append(str(block["section"]))
    yield from (f"文字“{key}”重复。" for key in sorted(set(keys)) if keys.count(key) > 1)


def _text_problems(place: str, block: dict[str, Any]) -> Iterator[str]:
    key, title = block["section"], block.get("title")
    if not (isinstance(key, str) and _KEY.fullmatch(key)):
        yield f"{place}.section应为不超过60个字符的标识（字母、数字、-、_）。"
    if not (isinstance(title, str) and title.strip()):
        yield f"{place}.title应为非空文字。"
    if not isinstance(block.get("required", True), bool):
        yield f"{place}.required应为true或false。"
