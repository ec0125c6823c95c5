from decimal import Decimal

import pytest

from departments.scoring.measures import Measure
from departments.scoring.units import in_unit_of


@pytest.mark.parametrize(
    ("text", "number", "sign", "unit"),
    [
        ("20000", "20000", None, ""),
        ("１２３．４５", "123.45", None, ""),
        ("1,234.56万元", "1234.56", None, "万元"),
        ("1，234.56", "1234.56", None, ""),
        ("98.22%", "98.22", None, "%"),
        ("９８％", "98", None, "%"),
        ("-8.3%", "-8.3", None, "%"),
        ("≥266米", "266", "at_least", "米"),
        ("≧100%", "100", "at_least", "%"),
        ("》=3", "3", "at_least", ""),
        (">=20", "20", "at_least", ""),
        ("＞＝20", "20", "at_least", ""),
        ("004 >= 20次", "20", "at_least", "次"),
        ("005 <=33万元", "33", "at_most", "万元"),
        ("不低于95%", "95", "at_least", "%"),
        ("不超过90万元", "90", "at_most", "万元"),
        ("98%以上", "98", "at_least", "%"),
        ("30天以内", "30", "at_most", "天"),
        ("≤4", "4", "at_most", ""),
        ("﹦5", "5", "equal", ""),
        ("═100%", "100", "equal", "%"),
        ("=0件", "0", "equal", "件"),
        ("25TB", "25", None, "TB"),
        ("5万", "5", None, "万"),
        ("24亿", "24", None, "亿"),
        ("≥100百分比", "100", "at_least", "百分比"),
        ("100%覆盖", "100", None, "%覆盖"),
        ("75元/人", "75", None, "元/人"),
        ("5年", "5", None, "年"),
        ("6个月", "6", None, "个月"),
        ("00412", "412", None, ""),
    ],
)
def test_reads_a_figure_with_sign_and_unit(text, number, sign, unit):
    measure = Measure.read(text)

    assert measure is not None
    assert (measure.number, measure.sign, measure.unit) == (Decimal(number), sign, unit)
    assert measure.text == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "9月前", "7月", "12月底之前", "2023年", "2023年度", "2023年底", "2020年12月31日", "2020-12-31", "5号",
        "NaN", "Infinity", "-Infinity", "1e5", "1E400", "1_000", "٣", "1,2345", "12,34", "1.2.3", "50%-60%",
        "3～5天", "120余次", "200多家", "100左右", "达成预期指标", "全天候可用", "不适用", "无", "≥", "--5",
        "2020/2021", "12345678901234567890",
    ],
)  # fmt: skip
def test_leaves_dates_ranges_and_texts_as_texts(text):
    measure = Measure.read(text)

    assert measure is not None
    assert measure.number is None
    assert measure.text == text


@pytest.mark.parametrize("text", [None, "", "   ", "\u3000"])
def test_blank_is_none(text):
    assert Measure.read(text) is None


def test_blank_zero_and_not_applicable_are_three_things():
    assert Measure.read("") is None
    assert Measure.read("0").number == 0
    assert (Measure.read("不适用").number, Measure.read("不适用").text) == (None, "不适用")


@pytest.mark.parametrize(
    ("target", "actual", "column", "expected"),
    [
        ("1亿元", "24亿", "", "24"),
        ("33万元", "32.9999", "", "32.9999"),
        ("33", "32.9999", "万元", "32.9999"),
        ("1亿元", "2400万元", "", "0.24"),
        ("1万元", "3956.2元", "", "0.39562"),
        ("100%", "98", "", "98"),
        ("≥100百分比", "100%", "", "100"),
        ("735人次", "735", "", "735"),
        ("145.2万千瓦", "1452000千瓦", "", "145.2"),
        ("2亿元", "24000", "万元", "2.4"),
        ("11.5亿美元", "121300万美元", "", "12.13"),
    ],
)
def test_converts_units_exactly(target, actual, column, expected):
    assert in_unit_of(Measure.read(target), Measure.read(actual), column) == Decimal(expected)


@pytest.mark.parametrize(("target", "actual"), [("6个", "6家"), ("10万元", "10万美元"), ("5次", "5人次")])
def test_refuses_units_that_cannot_be_converted(target, actual):
    assert in_unit_of(Measure.read(target), Measure.read(actual)) is None
