"""What row forms read and refuse, without a page."""

import pytest
from django import forms

from departments.forms.figures import FigureField
from departments.forms.measures import MeasureField
from departments.forms.parameters import ParametersField, in_words
from departments.scoring.numbers import SPENDING


@pytest.mark.parametrize(
    ("typed", "text", "number"),
    [
        ("20000", "20000", "20000"),
        (" 98.22% ", "98.22%", "98.22"),
        ("≥266米", "≥266米", "266"),
        ("9月前", "9月前", None),
        ("不适用", "不适用", None),
        ("按期\n完成", "按期 完成", None),
        ("12,345.67", "12345.67", "12345.67"),
        ("１２３４５．６７", "12345.67", "12345.67"),
        ("-0", "0", "0"),
        ("2023.6.28", "2023.6.28", None),
        ("3-5", "3-5", None),
    ],
)
def test_a_measure_is_a_number_or_a_text(typed, text, number):
    measure = MeasureField().clean(typed)
    assert measure.text == text
    assert (str(measure.number) if measure.number is not None else None) == number


def test_a_blank_measure_is_nothing():
    assert MeasureField().clean("  ") is None


def test_a_measure_too_large_for_its_column_is_refused():
    with pytest.raises(forms.ValidationError, match="超出范围"):
        MeasureField().clean("9999999999999")


@pytest.mark.parametrize("typed", ["1e400", "99999999999999", "NaN", "-Infinity", "1_000", "٣", "1,23"])
def test_what_only_looks_like_a_figure_is_refused_not_kept_as_a_text(typed):
    with pytest.raises(forms.ValidationError, match=r"不是数字|超出范围"):
        MeasureField().clean(typed)


@pytest.mark.parametrize("rule", ["≥20000.1234567得10分；≥0得8分", "超过100，每1扣101分"])
def test_a_rule_whose_figures_no_column_holds_is_refused(rule):
    with pytest.raises(forms.ValidationError, match=r"小数位数过多|超出范围"):
        ParametersField().clean(rule)


@pytest.mark.parametrize(
    ("typed", "parameters"),
    [
        ("", {}),
        (
            "≥90得5分；≥80得4分；≥0得0分",
            {
                "tiers": [
                    {"at_least": "90", "score": "5"},
                    {"at_least": "80", "score": "4"},
                    {"at_least": "0", "score": "0"},
                ]
            },
        ),
        ("≤10%得2分", {"tiers": [{"at_most": "10", "score": "2"}]}),
        (
            "超过100，每1扣0.5分",
            {"direction": "above", "allowance": "100", "step": "1", "points": "0.5"},
        ),
        ("低于95%，每5%扣1分。", {"direction": "below", "allowance": "95", "step": "5", "points": "1"}),
    ],
)
def test_rules_are_read_as_people_write_them(typed, parameters):
    assert ParametersField().clean(typed) == parameters


@pytest.mark.parametrize("rule", ["≥90得5分；≥80得4分", "超过100，每1扣0.5分", "低于95，每5扣1分"])
def test_rules_come_back_in_the_same_words(rule):
    assert in_words(ParametersField().clean(rule)) == rule


@pytest.mark.parametrize("rule", ["越多越好", "≥90得5分；大概", "超过100，每1个扣一分"])
def test_a_rule_nobody_can_read_is_refused(rule):
    with pytest.raises(forms.ValidationError, match="看不懂这条规则"):
        ParametersField().clean(rule)


def test_money_is_shown_with_separators_and_read_back():
    field = FigureField(bounds=SPENDING)
    shown = field.prepare_value(field.clean("１２３４５６７.5"))
    assert shown == "1,234,567.50"
    assert not field.has_changed(field.clean("1234567.5"), shown)
