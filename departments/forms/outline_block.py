"""The blocks of an outline as small forms: a heading, a text to write, a table, the attachments."""

import re
import secrets
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict

_BRACES = {"year": "年度", "department": "部门"}
NAMES_HELP = "可以用" + "、".join(f"{{{name}}}（{word}）" for name, word in _BRACES.items()) + "。"
_TABLES = {
    "execution": "预算执行情况表",
    "projects": "项目支出情况表",
    "form": "部门整体绩效自评表",
    "project_forms": "项目支出绩效自评表",
}
_LEVELS = {1: "一级（一、）", 2: "二级（（一））", 3: "三级（1.）", 4: "四级（（1））"}
_LONGEST_TEXT = 20_000
_TOKEN = re.compile(r"([a-z_]{1,20}):([a-z][0-9]{1,4})")
MOST_BLOCKS = 200


def line(label: str, longest: int = 200, **options: Any) -> forms.CharField:
    """One line of text."""
    blank = {"required": "不能空白。"}
    return forms.CharField(label=label, max_length=longest, error_messages=blank, **options)


def lines(label: str, **options: Any) -> forms.CharField:
    """Several lines, each printed as one."""
    return line(label, 300, widget=forms.Textarea({"rows": 2, "data-grow": ""}), **options)


def _length(label: str) -> forms.IntegerField:
    wrong = f"应为1至{_LONGEST_TEXT}的整数。"
    names = ("invalid", "min_value", "max_value")
    return forms.IntegerField(
        label=label, required=False, min_value=1, max_value=_LONGEST_TEXT,
        error_messages=dict.fromkeys(names, wrong),
    )  # fmt: skip


def _choice(label: str, choices: Mapping[Any, str]) -> forms.ChoiceField:
    wrong = {"invalid_choice": "请从列表中选择。", "required": "请从列表中选择。"}
    return forms.ChoiceField(label=label, choices=list(choices.items()), error_messages=wrong)


class BlockForm(forms.Form):
    """One block. `prefix` names it among the others and stays when it moves."""

    kind: ClassVar[str]
    label: ClassVar[str]
    names: ClassVar[str] = ""
    """The field by which people call it."""

    @property
    def token(self) -> str:
        return f"{self.kind}:{self.prefix}"

    @property
    def called(self) -> str:
        """文字“重点工作”."""
        name = str(self[self.names].value() or "").strip() if self.names else ""
        return f"{self.label}“{name[:30]}”" if name else self.label

    def data_of_block(self) -> dict[str, Any]:
        """As the outline keeps it; what is blank is left out."""
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}


class HeadingForm(BlockForm):
    kind, label, names = "heading", "标题", "text"
    heading = _choice("级别", _LEVELS)
    text = line("标题文字（连同序号）", help_text=NAMES_HELP)

    def data_of_block(self) -> dict[str, Any]:
        return super().data_of_block() | {"heading": int(self.cleaned_data["heading"])}


class SectionForm(BlockForm):
    kind, label, names = "section", "文字", "title"
    section = forms.RegexField(r"[A-Za-z0-9_-]{1,60}", max_length=60, widget=forms.HiddenInput)
    title = line("名称", 60)
    required = forms.BooleanField(label="必填", required=False)
    shortest, longest = _length("最少字数"), _length("最多字数")
    lead = line("段首标题", 60, required=False, help_text="印在第一段开头，如“（一）前期准备。”；一般不填。")
    help = line("填写说明", 500, required=False)
    draft = forms.CharField(
        label="底稿", max_length=_LONGEST_TEXT, required=False,
        widget=forms.Textarea({"rows": 3, "data-grow": ""}),
    )  # fmt: skip

    def clean_draft(self) -> str:
        return str(self.cleaned_data["draft"]).replace("\r\n", "\n")


class TableForm(BlockForm):
    kind, label = "table", "表格"
    table = _choice("表格", _TABLES)


class NoteForm(BlockForm):
    kind, label = "attachment_note", "附件说明"
    attachment_note = line("附件说明", help_text=f"正文之后列出附件名称的一行，如“附件：”。{NAMES_HELP}")


class AttachmentForm(BlockForm):
    kind, label = "attachment", "附件"
    attachment = line("附件字样", 20, initial="附件")
    table = _choice("表格", _TABLES)
    title = lines("附件标题（一行一行印；不填用表名）", required=False, help_text=NAMES_HELP)
    landscape = forms.BooleanField(label="横排", required=False)

    def data_of_block(self) -> dict[str, Any]:
        data = super().data_of_block()
        return data | ({"title": split(data["title"])} if "title" in data else {})


FORMS: dict[str, type[BlockForm]] = {
    form.kind: form for form in (HeadingForm, SectionForm, TableForm, NoteForm, AttachmentForm)
}


def split(text: str) -> list[str]:
    """The lines that hold something."""
    return [x.strip() for x in text.splitlines() if x.strip()]


def of_outline(blocks: list[dict[str, Any]]) -> Iterator[BlockForm]:
    """The blocks of an outline, to be shown."""
    for number, block in enumerate(blocks, 1):
        kind = next(
            kind for kind in ("heading", "section", "attachment_note", "attachment", "table") if kind in block
        )
        shown = {name: "\n".join(x) if isinstance(x, list) else x for name, x in block.items()}
        defaults = {"required": True} if kind == "section" else {}
        yield FORMS[kind](prefix=f"b{number}", initial=defaults | shown)


def posted(data: QueryDict, *, is_final: bool) -> list[BlockForm]:
    """What was posted, in its order: to be checked, or only to be shown again while blocks move."""
    tokens = list(dict.fromkeys(data.getlist("block")))[:MOST_BLOCKS]
    found = [match for token in tokens if (match := _TOKEN.fullmatch(token)) and match[1] in FORMS]
    kinds = [(FORMS[match[1]], match[2]) for match in found]
    if is_final:
        return [form(data, prefix=prefix) for form, prefix in kinds]
    return [form(prefix=prefix, initial=typed(form, data, prefix)) for form, prefix in kinds]


def typed(form: type[forms.Form], data: QueryDict, prefix: str = "") -> dict[str, Any]:
    """What stands in the boxes of a form, unchecked."""
    at = f"{prefix}-" if prefix else ""
    fields: Mapping[str, forms.Field] = form.base_fields
    return {name: x.widget.value_from_datadict(data, {}, f"{at}{name}") for name, x in fields.items()}


def fresh(kind: str, present: list[BlockForm]) -> BlockForm:
    """An empty block; the key of a new text is one that no earlier version can have used for another."""
    number = max([int(str(x.prefix)[1:]) for x in present] or [0]) + 1
    initial = {"section": f"t-{secrets.token_hex(4)}", "required": True} if kind == "section" else None
    return FORMS[kind](prefix=f"b{number}", initial=initial)
