"""The same text gets the same verdict from a cell of the page, a pasted block and a cell of a workbook."""

from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import example, given, settings
from hypothesis import strategies as st

from departments.forms.budget_line import BudgetLineForm
from departments.forms.entry import EntryForm, Scope
from departments.forms.indicator import IndicatorForm
from departments.models import Assessment, BudgetLine, Goal, Indicator
from departments.scoring.numbers import NumberError, read_number
from departments.views.rows import RowKind, posted
from reports.reading.values import cell
from reports.workbook import values

pytestmark = pytest.mark.django_db

GOAL = Goal(pk=1, title="目标")
SCOPE = Scope(Assessment(pk=1), goals={"1": GOAL})
COLUMNS = (
    (BudgetLineForm, "spent", {"category": "personnel", "source": "other"}),
    (BudgetLineForm, "adjustment", {"category": "personnel", "source": "other"}),
    (IndicatorForm, "weight", {"goal": "1", "name": "指标", "method": "at_least"}),
    (IndicatorForm, "entered_score", {"goal": "1", "name": "指标", "method": "at_least"}),
    (IndicatorForm, "target_measure", {"goal": "1", "name": "指标", "method": "at_least"}),
    (IndicatorForm, "actual_measure", {"goal": "1", "name": "指标", "method": "at_least"}),
)
"""Form, field, and what else the row needs."""
_JS_SPACE = "\t\n\x0b\x0c\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(
    map(chr, range(0x2000, 0x200B))
)


def begin(form: type[EntryForm[Any]]) -> Any:
    return BudgetLine() if form is BudgetLineForm else Indicator(goal=GOAL)


def verdict(form: EntryForm[Any], name: str) -> tuple[str, str]:
    """What becomes of the cell: its value, or the sentence that refuses it."""
    form.is_valid()
    if name in form.errors:
        return "refused", str(form.errors[name][0])
    value = form.cleaned_data[name]
    return "taken", "" if value is None else str(value)


def by_page(text: str, column: Any) -> tuple[str, str]:
    """Typed into the page, and posted as its script posts one row; browsers know one kind of line end."""
    form, name, rest = column
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    data = QueryDict(mutable=True)
    data["rows"] = "row-n1"
    for key, value in (rest | {name: text}).items():
        data[f"row-n1-{key}"] = value
    kind = RowKind("row", form, lambda scope: {}, lambda scope, ident: begin(form))
    return verdict(posted(data, (kind,), SCOPE)[0].form, name)


def by_paste(text: str, column: Any) -> tuple[str, str]:
    """Pasted: the script takes outer blanks away, and the page posts the rest."""
    return by_page(text.strip(_JS_SPACE), column)


def by_workbook(text: str, column: Any) -> tuple[str, str]:
    """Written into a cell of a workbook, read and bound as the import does."""
    form, name, rest = column
    unbound = form(instance=begin(form), scope=SCOPE)
    read = cell("inlineStr", text, "", is_formula=False)
    data = rest | {name: values.posted(unbound.fields[name], read.text, {})}
    return verdict(form(data, instance=begin(form), scope=SCOPE), name)


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


def the_doors_agree(text: str, column: Any) -> None:
    verdicts = {by_page(text, column), by_paste(text, column), by_workbook(text, column)}
    assert len(verdicts) == 1, (text, column[1], verdicts)


CHECKS = [
    example("831.91万元", COLUMNS[0]), example("NaN", COLUMNS[0]), example("1e400", COLUMNS[1]),
    example("1_000", COLUMNS[2]), example("٣", COLUMNS[3]), example("1.2345678", COLUMNS[0]),
    example("1\u202823", COLUMNS[0]), example("1\u200b2", COLUMNS[0]), example("不适用", COLUMNS[5]),
    example("\ud800", COLUMNS[0]), example("5\x0b", COLUMNS[4]), example("5\x85", COLUMNS[0]),
]  # fmt: skip


def with_examples(test: Any) -> Any:
    for one in CHECKS:
        test = one(test)
    return test


@with_examples
@settings(max_examples=2_000)
@given(written, st.sampled_from(COLUMNS))
def test_the_three_doors_agree(text: str, column: Any) -> None:
    the_doors_agree(text, column)


@pytest.mark.long
@settings(max_examples=20_000)
@given(written, st.sampled_from(COLUMNS))
def test_the_three_doors_agree_on_twenty_thousand(text: str, column: Any) -> None:
    the_doors_agree(text, column)


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
    for door in (by_page, by_paste, by_workbook):
        assert Decimal(door(text, COLUMNS[0])[1]) == Decimal(amount)


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1e400", "1_000", "٣", "1.2345678"])
def test_what_is_no_money_is_refused_in_one_sentence(text: str) -> None:
    for door in (by_page, by_paste, by_workbook):
        outcome, sentence = door(text, COLUMNS[0])
        assert outcome == "refused"
        assert sentence.count("。") == 1
    with pytest.raises(NumberError):
        read_number(text, BudgetLine._meta.get_field("spent").bounds)  # type: ignore[union-attr]


def test_blank_zero_and_not_applicable_are_three_things() -> None:
    for door in (by_page, by_paste, by_workbook):
        assert door("", COLUMNS[5]) == ("taken", "")
        assert door("0", COLUMNS[5]) == ("taken", "0")
        assert door("不适用", COLUMNS[5]) == ("taken", "不适用")
        assert door("", COLUMNS[0]) == ("taken", "")
        assert door("0", COLUMNS[0])[1] in ("0", "0.00")
