"""Exact figures in the database: what goes in comes out, on both databases, and sums lose nothing."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import ExpressionWrapper, F, Max, Min, Sum

from departments.models import BudgetLine, Indicator
from departments.scoring.measures import Measure
from tests import factories

pytestmark = pytest.mark.slow

NOT_APPLICABLE = "不适用"


@pytest.fixture
def line(assessment):
    return assessment.budget_lines.first()


@pytest.fixture
def indicator(assessment):
    return assessment.goals.first().indicators.first()


def stored(row, column):
    """The value after a round trip."""
    return type(row).objects.values_list(column, flat=True).get(pk=row.pk)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("initial", "9999999999999.99"),
        ("initial", "0.01"),
        ("initial", "0"),
        ("adjustment", "-9999999999999.99"),
        ("adjustment", "-0.01"),
        ("adjustment", "9007199254740.99"),
        ("spent", "9999999999999.99"),
    ],
)
def test_money_comes_back_exactly(line, column, value):
    setattr(line, column, Decimal(value))
    line.save()

    assert stored(line, column) == Decimal(value)
    assert BudgetLine.objects.filter(**{column: Decimal(value)}).get(pk=line.pk) == line


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("weight", "100"), ("weight", "0.0001"), ("weight", "6.3"), ("target", "999999999999"),
        ("target", "-999999999999"), ("actual", "23333.560001"), ("actual", "-0.000001"),
    ],
)  # fmt: skip
def test_other_figures_come_back_exactly(indicator, column, value):
    setattr(indicator, column, Decimal(value))
    indicator.save()

    assert stored(indicator, column) == Decimal(value)


def test_blank_and_zero_differ(line):
    line.initial, line.spent = None, Decimal(0)
    line.save()

    assert (stored(line, "initial"), stored(line, "spent")) == (None, Decimal(0))
    assert not BudgetLine.objects.filter(pk=line.pk, initial=0).exists()
    assert BudgetLine.objects.filter(pk=line.pk, initial__isnull=True, spent=0).exists()


def test_sums_lose_nothing(assessment):
    BudgetLine.objects.all().delete()
    cents = [Decimal("9999999999999.99"), *[Decimal("0.01")] * 300, *[Decimal("0.10")] * 300]
    BudgetLine.objects.bulk_create(
        BudgetLine(assessment=assessment, category="personnel", initial=x, adjustment=-x, spent=x)
        for x in cents
    )

    money = BudgetLine._meta.get_field("adjustment")
    adjusted = ExpressionWrapper(F("initial") + F("adjustment"), output_field=money)
    sums = BudgetLine.objects.annotate(adjusted=adjusted).aggregate(
        initial=Sum("initial"), adjustment=Sum("adjustment"), least=Min("spent"), most=Max("spent"),
        rest=Sum("adjusted"),
    )  # fmt: skip

    assert sums == {
        "initial": Decimal("10000000000032.99"),
        "adjustment": Decimal("-10000000000032.99"),
        "least": Decimal("0.01"),
        "most": Decimal("9999999999999.99"),
        "rest": Decimal(0),
    }


WRONG = [
    ("initial", "10000000000000.00"), ("initial", "-0.01"), ("adjustment", "-10000000000000"),
    ("spent", "-0.01"), ("initial", "0.001"), ("spent", "NaN"), ("spent", "Infinity"), ("spent", "sNaN"),
    ("initial", "1E+30"), ("initial", "1_000"), ("initial", "٣"), ("initial", "x"), ("initial", "1e5"),
    ("spent", Decimal("NaN")), ("spent", Decimal("sNaN")), ("adjustment", Decimal("-Infinity")),
    ("initial", Decimal("1E+999999")), ("initial", Decimal("1E-999999")), ("spent", float("nan")),
    ("spent", 10**20), ("initial", [1]),
]  # fmt: skip


@pytest.mark.parametrize(("column", "value"), WRONG)
def test_what_does_not_fit_is_not_valid(line, column, value):
    setattr(line, column, value)

    with pytest.raises(ValidationError) as refused:
        line.full_clean()

    assert list(refused.value.message_dict) == [column]


@pytest.mark.parametrize(("column", "value"), WRONG)
def test_what_does_not_fit_is_not_saved(line, column, value):
    setattr(line, column, value)

    with pytest.raises(ValidationError):
        line.save()


@pytest.mark.parametrize(
    ("table", "column", "scaled"),
    [
        ("budgetline", "initial", 999999999999999 + 1), ("budgetline", "initial", -1),
        ("budgetline", "adjustment", -999999999999999 - 1), ("budgetline", "spent", -1),
        ("indicator", "weight", 1_000_001), ("indicator", "weight", -1),
        ("indicator", "target", 10**18), ("indicator", "actual", -(10**18)),
    ],
)  # fmt: skip
def test_the_bounds_are_the_columns_own(assessment, table, column, scaled):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE departments_{table} SET {column} = %s", [scaled])  # noqa: S608


@pytest.mark.parametrize("value", [0.1, 76.3, 5, "5", True])
def test_floats_and_integers_are_read_as_they_print(line, value):
    field = BudgetLine._meta.get_field("initial")
    if value is True:
        with pytest.raises(ValidationError):
            field.to_python(value)
    else:
        assert field.to_python(value) == Decimal(str(value))


def test_a_figure_is_written_out_plainly(line):
    line.initial = Decimal("1E+3")

    assert BudgetLine._meta.get_field("initial").value_to_string(line) == "1000"


# --- values that are a number or a text -------------------------------------------------------

MEASURES = [
    # text, number column, text column, what scoring reads
    ("100", "100", "", "100"),
    ("0", "0", "", "0"),
    ("-5.5", "-5.5", "", "-5.5"),
    ("23333.56", "23333.56", "", "23333.56"),
    ("20000.00", None, "20000.00", "20000.00"),
    ("1,234.56", None, "1,234.56", "1234.56"),
    ("１００", None, "１００", "100"),
    ("98.22%", None, "98.22%", "98.22"),
    ("≥266米", None, "≥266米", "266"),
    ("9月前", None, "9月前", None),
    (NOT_APPLICABLE, None, NOT_APPLICABLE, None),
    ("0.0000001", None, "0.0000001", "0.0000001"),
    ("9999999999999", None, "9999999999999", "9999999999999"),
]


@pytest.mark.parametrize(("text", "number", "kept", "read"), MEASURES)
def test_a_measure_is_kept_as_written_and_read_as_meant(indicator, text, number, kept, read):
    indicator.actual_measure = Measure.read(text)
    indicator.save()

    row = Indicator.objects.get(pk=indicator.pk)
    assert (row.actual, row.actual_text) == (None if number is None else Decimal(number), kept)
    assert row.actual_measure.text == text
    assert row.actual_measure.number == (None if read is None else Decimal(read))


@pytest.mark.parametrize("text", ["", " ", "\u3000", None])
def test_a_blank_measure_is_neither(indicator, text):
    indicator.actual_measure = Measure.read(text)
    indicator.save()

    row = Indicator.objects.get(pk=indicator.pk)
    assert (row.actual, row.actual_text, row.actual_measure) == (None, "", None)


def test_a_text_takes_the_place_of_a_number_and_back(indicator):
    for text in ("9月前", "5", NOT_APPLICABLE, "0"):
        indicator.target_measure = Measure.read(text)
        indicator.save()

        assert Indicator.objects.get(pk=indicator.pk).target_measure.text == text


def test_zero_blank_and_not_applicable_are_three_things(assessment):
    goal = assessment.goals.first()
    texts = {factories.indicator(goal, actual=text).actual_measure for text in ("0", "", NOT_APPLICABLE)}

    assert texts == {Measure("0", Decimal(0)), None, Measure(NOT_APPLICABLE)}
