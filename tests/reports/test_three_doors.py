"""The same text gets the same verdict from a cell of the page, a pasted block and a cell of a workbook."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from departments.forms.entry import EntryForm, Scope
from departments.models import Assessment, BudgetLine, Goal, Indicator
from departments.scoring.numbers import NumberError, read_number
from departments.views.rows import RowKind, posted
from reports.reading.book import BLANK
from reports.reading.markup import walk
from reports.reading.sheet import SheetReader
from reports.workbook import values
from reports.workbook.columns import BUDGET, INDICATORS, SheetKind
from reports.workbook.filling import Forms

pytestmark = [pytest.mark.django_db, pytest.mark.either_database]

GOAL = Goal(pk=1, title="目标")
SCOPE = Scope(Assessment(pk=1), goals={"1": GOAL})
FORMS = Forms(SCOPE)
ROWS: dict[SheetKind, dict[str, str]] = {
    BUDGET: {"category": "personnel", "source": "other"},
    INDICATORS: {"goal": "1", "name": "指标", "method": "at_least"},
}
"""The rows every example fills in, and what else each needs."""
COLUMNS = (
    (BUDGET, "initial"), (BUDGET, "adjustment"), (BUDGET, "spent"),
    (INDICATORS, "weight"), (INDICATORS, "entered_score"), (INDICATORS, "target_measure"),
    (INDICATORS, "adjusted_target_measure"), (INDICATORS, "actual_measure"),
)  # fmt: skip
"""Every column of figures: one text for each is one example."""
SPENT, ACTUAL = COLUMNS.index((BUDGET, "spent")), COLUMNS.index((INDICATORS, "actual_measure"))
_JS_SPACE = "\t\n\x0b\x0c\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|_(?=x[0-9A-Fa-f]{4}_)")

Texts = tuple[str, ...]
Verdict = tuple[str, str]
"""taken or refused; its value, or the sentence that refuses it."""


def begin(sheet: SheetKind) -> Any:
    return BudgetLine() if sheet is BUDGET else Indicator(goal=GOAL)


def fields_of(sheet: SheetKind, texts: Texts) -> dict[str, str]:
    return {name: text for (kind, name), text in zip(COLUMNS, texts, strict=True) if kind is sheet}


def verdicts(forms: dict[SheetKind, EntryForm[Any]]) -> list[Verdict]:
    """What becomes of each cell."""
    return [verdict(forms[sheet], name) for sheet, name in COLUMNS]


def verdict(form: EntryForm[Any], name: str) -> Verdict:
    if name in form.errors:
        return "refused", str(form.errors[name][0])
    value = form.cleaned_data[name]
    return "taken", "" if value is None else str(value)


def by_page(texts: Texts) -> list[Verdict]:
    """Typed into the page, and posted as its script posts rows; browsers know one kind of line end."""
    data = QueryDict(mutable=True)
    for sheet, rest in ROWS.items():
        data.appendlist("rows", f"{sheet.name}-n1")
        for name, text in (rest | fields_of(sheet, texts)).items():
            data[f"{sheet.name}-n1-{name}"] = text.replace("\r\n", "\n").replace("\r", "\n")
    kinds = [RowKind(x.name, x.kind.form, lambda _: {}, lambda _, __, x=x: begin(x)) for x in ROWS]  # type: ignore[misc]
    return verdicts({sheet: row.form for sheet, row in zip(ROWS, posted(data, kinds, SCOPE), strict=True)})


def as_pasted(texts: Texts) -> Texts:
    """The script takes outer blanks away, and the page posts the rest."""
    return tuple(text.strip(_JS_SPACE) for text in texts)


def by_paste(texts: Texts) -> list[Verdict]:
    return by_page(as_pasted(texts))


def by_workbook(texts: Texts) -> list[Verdict]:
    """Written into the cells of a sheet as Office does, read and bound as the import does."""
    forms = {}
    cells = read_back(texts)
    for sheet, rest in ROWS.items():
        known = FORMS.template(sheet).fields
        found = {name: values.posted(known[name], cells[name], {}) for name in fields_of(sheet, texts)}
        forms[sheet] = FORMS.bound(sheet, begin(sheet), rest | found)
    return verdicts(forms)


def read_back(texts: Texts) -> dict[str, str]:
    """The texts, by column, after a sheet of XML."""
    escaped = (_NOT_IN_XML.sub(lambda match: f"_x{ord(match[0]):04X}_", text) for text in texts)
    written = "".join(f'<c t="inlineStr"><is><t>{escape(text)}</t></is></c>' for text in escaped)
    reader = SheetReader((), (), lambda characters: None)
    walk([f"<sheetData><row>{written}</row></sheetData>".encode()], reader.start, reader.end, reader.text)
    row = reader.rows.get(1, {})
    return {name: row.get(at, BLANK).text for at, (_, name) in enumerate(COLUMNS, 1)}


written = st.one_of(
    st.text(max_size=30),
    st.text(
        alphabet="0123456789.,-+０１９．，－万元亿%％￥ _eE٣≥≧》=>< 不低于\u200b\u00a0\u3000\u2028\u00ad",
        max_size=30,
    ),
    st.decimals(allow_nan=True, allow_infinity=True).map(str),
    st.floats().map(str),
    st.integers().map(lambda number: f"{number:,}"),
    st.tuples(
        st.sampled_from(["", "≥", "≧", "》=", ">=", "不低于", "-", "￥"]),
        st.decimals(min_value=0, max_value=10**9, places=2).map(lambda number: f"{number:,}"),
        st.sampled_from(["", "%", "％", "元", "万元", "亿元", "家", " 万元"]),
    ).map("".join),
)


several = st.tuples(*[written] * len(COLUMNS))


def the_doors_agree(texts: Texts) -> None:
    page, imported = by_page(texts), by_workbook(texts)
    pasted = page if as_pasted(texts) == texts else by_paste(texts)
    for column, text, *outcomes in zip(COLUMNS, texts, page, pasted, imported, strict=True):
        assert len(set(outcomes)) == 1, (text, column[1], outcomes)


@pytest.mark.parametrize(
    "text",
    ["831.91万元", "NaN", "1e400", "1_000", "٣", "1.2345678", "1\u202823", "1\u200b2", "不适用", "\ud800",
     "5\x0b", "5\x85", "_x0041_", "\r", "0", "", "≥98%"],
)  # fmt: skip
def test_the_three_doors_agree(text: str) -> None:
    the_doors_agree((text,) * len(COLUMNS))


@pytest.mark.slow
@settings(max_examples=25)
@given(several)
def test_the_three_doors_agree_on_two_hundred(texts: Texts) -> None:
    the_doors_agree(texts)


@pytest.mark.slow
@settings(max_examples=20_000 // len(COLUMNS))
@given(several)
def test_the_three_doors_agree_on_twenty_thousand(texts: Texts) -> None:
    the_doors_agree(texts)


def through_each_door(text: str, column: int) -> Iterator[Verdict]:
    """The same text in every cell, and what becomes of it in one column."""
    for door in (by_page, by_paste, by_workbook):
        yield door((text,) * len(COLUMNS))[column]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("831.91万元", "8319100.00"),
        ("８３１．９１ 万元", "8319100.00"),
        ("1.2亿元", "120000000.00"),
        ("￥1,234.56", "1234.56"),
    ],
)
def test_money_as_people_write_it(text: str, amount: str) -> None:
    assert {Decimal(value) for _, value in through_each_door(text, SPENT)} == {Decimal(amount)}


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1e400", "1_000", "٣", "1.2345678"])
def test_what_is_no_money_is_refused_in_one_sentence(text: str) -> None:
    for outcome, sentence in through_each_door(text, SPENT):
        assert outcome == "refused"
        assert sentence.count("。") == 1
    with pytest.raises(NumberError):
        read_number(text, BudgetLine._meta.get_field("spent").bounds)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "measure", "money"), [("", "", ""), ("0", "0", "0"), ("不适用", "不适用", None)]
)
def test_blank_zero_and_not_applicable_are_three_things(text: str, measure: str, money: str | None) -> None:
    assert set(through_each_door(text, ACTUAL)) == {("taken", measure)}
    if money is None:
        assert {outcome for outcome, _ in through_each_door(text, SPENT)} == {"refused"}
    else:
        assert {value.removesuffix(".00") for _, value in through_each_door(text, SPENT)} == {money}
