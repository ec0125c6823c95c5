"""报告提纲 as a form: its head and its blocks, moved about before they are checked."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import QueryDict

from departments.models import Outline
from departments.page_setup import PageSetup

from . import outline_block as blocks
from .page_setup import PageForm, initial_of, typed_page


class OutlineForm(PageForm):
    """A version of an outline. All faults are listed at once, each with its place."""

    title = blocks.line("名称", 100)
    key = forms.SlugField(
        label="标识", max_length=60, help_text="小写字母、数字和连字符；每个版本一个。",
        error_messages={"required": "不能空白。", "invalid": "只能用字母、数字、连字符和下划线。"},
    )  # fmt: skip
    document_title = blocks.lines("文件标题（一行一行印）", help_text=blocks.NAMES_HELP)
    attachment_mark = blocks.line("左上角附件字样", 20, required=False, help_text="如“附件4：”。")
    subtitle = blocks.line("副标题", 60, required=False)

    def __init__(self, data: QueryDict | None = None, *, act: str = "", row: Outline, **kwargs: Any) -> None:
        """`act` moves, adds or removes a block of what was posted; nothing is checked then."""
        initial = _head(row.data) | kwargs.pop("initial", {})
        if data is not None and act:
            initial, bound = blocks.typed(type(self), data), None
        else:
            bound = data
        super().__init__(bound, initial=initial, **kwargs)
        self.row, self.focus = row, ""
        if data is None:
            self.blocks = list(blocks.of_outline(row.data["blocks"]))
        else:
            self.blocks = blocks.posted(data, is_final=not act)
            self._act(act)

    def _act(self, act: str) -> None:
        """up:b3, down:b3, remove:b3, add:b3:heading (below it), add::heading (at the end)."""
        verb, prefix, kind, *_ = [*act.split(":"), "", "", ""]
        at = next((n for n, x in enumerate(self.blocks) if x.prefix == prefix), None)
        if verb == "add" and kind in blocks.FORMS and len(self.blocks) < blocks.MOST_BLOCKS:
            new = blocks.fresh(kind, self.blocks)
            self.blocks.insert(len(self.blocks) if at is None else at + 1, new)
            self.focus = str(new.prefix)
        elif at is not None and verb in ("up", "down", "remove"):
            self._move(verb, at)

    def _move(self, verb: str, at: int) -> None:
        block = self.blocks.pop(at)
        if verb != "remove":
            self.blocks.insert(max(0, at + (1 if verb == "down" else -1)), block)
        elif self.blocks:
            self.focus = str(self.blocks[min(at, len(self.blocks) - 1)].prefix)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.blocks:
            self.add_error(None, "提纲至少要有一块内容，请用“添加”加上标题和文字。")
        checked = [block.is_valid() for block in self.blocks]
        if all(checked) and not self.errors:
            self.data_of_outline = dict(self._built(cleaned))
            for fault in Outline(key=cleaned["key"], data=self.data_of_outline).faults():
                self._note(fault.number, fault.key, fault.message)
        return cleaned

    def is_valid(self) -> bool:
        return super().is_valid() and not any(block.errors for block in self.blocks)

    def _note(self, number: int, key: str, message: str) -> None:
        form: forms.Form = self.blocks[number - 1] if number else self
        form.add_error(key if key in form.fields else None, message.removeprefix("："))

    def _built(self, head: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        yield from ((name, head[name]) for name in ("key", "title"))
        yield "document_title", blocks.split(head["document_title"])
        yield from ((name, head[name]) for name in ("attachment_mark", "subtitle") if head[name])
        if page := typed_page(head).stated:
            yield "page", page
        yield "blocks", [block.data_of_block() for block in self.blocks]

    kinds = blocks.FORMS

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        """Id of the box, place and problem of everything that is wrong."""
        found = list(_problems(self, ""))
        for number, block in enumerate(self.blocks, 1):
            found += _problems(block, f"第{number}块（{block.called}）")
        return found


def _problems(form: forms.Form, place: str) -> Iterator[tuple[str, str, str]]:
    if not form.is_bound:
        return
    for name, messages in form.errors.items():
        label = "" if name == "__all__" else str(form.fields[name].label)
        target = form[name].id_for_label if label else ""
        where = "·".join(filter(None, (place, label)))
        yield from ((target, where, str(message)) for message in messages)


def _head(data: dict[str, Any]) -> dict[str, Any]:
    found = {name: data.get(name, "") for name in ("title", "key", "attachment_mark", "subtitle")}
    page = initial_of(PageSetup.of(data))
    return found | page | {"document_title": "\n".join(data.get("document_title", []))}
