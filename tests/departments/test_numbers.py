"""The one reader of typed figures: what people write, and what is refused in one clear sentence."""

from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from departments.forms.figures import FigureField
from departments.scoring.numbers import (
    MARKS,
    MONEY,
    QUANTITY,
    RATE,
    SPENDING,
    Bounds,
    NumberError,
    check_bounds,
    read_number,
)
from departments.scoring.rounding import plain

ALL_BOUNDS = (MONEY, SPENDING, MARKS, RATE, QUANTITY)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1234.56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("12,345,678", "12345678"),
        ("１２３．４５", "123.45"),
        ("１，２３４", "1234"),
        ("－5", "-5"),
        ("−5", "-5"),
        (" 5 ", "5"),
        ("\u30005\u3000", "5"),
        ("\u00a05", "5"),
        ("5\n", "5"),
        ("007", "7"),
        ("0", "0"),
        ("-0", "0"),
        ("−0.00", "0"),
        ("0.10", "0.1"),
        ("9999999999999.99", "9999999999999.99"),
        ("-9999999999999.99", "-9999999999999.99"),
        ("1.50000000", "1.5"),
        ("831.91万元", "8319100"),
        ("８３１．９１万元", "8319100"),
        ("-0.5 万元", "-5000"),
        ("1万", "10000"),
        ("1.2亿元", "120000000"),
        ("0.00000001亿", "1"),
        ("1,234.56元", "1234.56"),
        ("￥1,234.56", "1234.56"),
        ("-¥5", "-5"),
        ("0万元", "0"),
    ],
)
def test_figures_as_people_write_them(text, number):
    read = read_number(text, MONEY)

    assert plain(read) == number
    assert not read.is_signed() or read < 0


@pytest.mark.parametrize("text", ["", " ", "\u3000", "\t\n", "\u00a0"])
def test_blank_is_no_number(text):
    assert read_number(text, MONEY) is None


@pytest.mark.parametrize(
    "text",
    [
        "1,23", "1,2345", ",123", "12,34,567", "1234,567", "1，23", "1 234", "1'234", "1_000", "+5", "1.2.3",
        "1.", ".5", "--5", "+-5", "5-", "-", "+", ".", "1E5", "1e400", "1E+5", "0x10", "NaN", "-NaN", "sNaN",
        "Infinity", "-inf", "٣", "१२", "²", "½", "五", "5%", "1/2", "5万美元",
        "5元整", "5万5", "万元", "￥", "$5", "5千", "1,23万元", "=1+1", "1\x00",
        "1\n2", "\u200b5", "1" * 41, "0" * 41, "1." + "0" * 40, "True", "None", "\ud800",
    ],
)  # fmt: skip
def test_what_is_no_figure_is_refused(text):
    with pytest.raises(NumberError, match="不是数字"):
        read_number(text, MONEY)


@pytest.mark.parametrize("text", ["5万元", "5元", "￥5", "5%", "5分"])
def test_a_weight_takes_no_unit(text):
    with pytest.raises(NumberError, match="不是数字"):
        read_number(text, MARKS)


def test_a_rate_takes_its_per_cent_sign():
    assert read_number("98.22%", RATE) == Decimal("98.22")
    assert read_number("９８．２２％", RATE) == Decimal("98.22")


@pytest.mark.parametrize(
    ("text", "bounds", "why"),
    [
        ("1.005", MONEY, "最多2位小数"),
        ("1.2345678", MONEY, "最多2位小数"),
        ("1.2345678万元", MONEY, "最多2位小数"),
        ("999999亿元", MONEY, "超出范围"),
        ("0.00001", MARKS, "最多4位小数"),
        ("0.0000001", QUANTITY, "最多6位小数"),
        ("1." + "0" * 30 + "1", MONEY, "最多2位小数"),
        ("10000000000000", MONEY, "超出范围"),
        ("-10000000000000", MONEY, "超出范围"),
        ("-0.01", SPENDING, "超出范围，应在0至9999999999999.99之间"),
        ("100.0001", MARKS, "超出范围，应在0至100之间"),
        ("-1", MARKS, "超出范围"),
        ("9" * 40, QUANTITY, "超出范围"),
    ],
)
def test_what_does_not_fit_is_refused(text, bounds, why):
    with pytest.raises(NumberError, match=why):
        read_number(text, bounds)


@pytest.mark.parametrize(
    "value", ["NaN", "sNaN", "Infinity", "-Infinity", "1E400", "1E999999", "-1E999999", "1E-999999", "1E-400"]
)
def test_values_from_elsewhere_are_refused_shortly(value):
    with pytest.raises(NumberError) as refused:
        check_bounds(Decimal(value), MONEY)

    assert len(str(refused.value)) < 120


def test_the_message_shows_a_long_text_shortly():
    with pytest.raises(NumberError) as refused:
        read_number("x" * 10_000, MONEY)

    assert len(str(refused.value)) < 80


texts = st.one_of(
    st.text(max_size=50),
    st.text(alphabet="0123456789.,-+０１９．，－ _eE٣", max_size=45),
    st.decimals(allow_nan=True, allow_infinity=True).map(str),
    st.floats().map(str),
    st.integers().map(lambda number: f"{number:,}"),
)


@pytest.mark.slow
@settings(max_examples=5_000)
@given(texts, st.sampled_from(ALL_BOUNDS))
@example("\ud800", MONEY)
def test_what_is_read_reads_back_the_same(text: str, bounds: Bounds):
    try:
        number = read_number(text, bounds)
    except NumberError:
        return
    if number is None:
        assert text.strip(" \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u3000\u00a0") == "" or text.isspace()
        return
    assert number.is_finite()
    assert bounds.smallest <= number <= bounds.largest
    assert number == round(number, bounds.places)
    assert read_number(plain(number), bounds) == number


def test_a_form_shows_a_figure_exactly_and_sees_no_change_in_its_spelling():
    field = FigureField(bounds=MONEY)

    for number in map(Decimal, ("1234.50", "1E+3", "-0.01", "0", "9999999999999.99")):
        assert read_number(field.prepare_value(number), MONEY) == number
    assert field.prepare_value("1,23") == "1,23"
    assert not field.has_changed(Decimal("1234.50"), "１，２３４．５")
    assert not field.has_changed(None, " ")
    assert field.has_changed(None, "0")
    assert field.has_changed(Decimal(0), "")
    assert field.has_changed(Decimal(0), "x")
