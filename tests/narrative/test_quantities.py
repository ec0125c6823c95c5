# ruff: noqa: E501 (a table reads by rows)
"""What is read as a quantity, and what is not."""

from decimal import Decimal

import pytest

from departments.validation.narrative import read_quantities

# text, figures as (text, amount in the bare unit, unit)
READ = [
    ("支出2,123.04万元", [("2,123.04万元", "21230400", "元")]),
    ("支出２，１２３．０４万元", [("2，123.04万元", "21230400", "元")]),
    ("总额1,234,567.89元", [("1,234,567.89元", "1234567.89", "元")]),
    ("外资12.13亿美元、内资3亿元人民币", [("12.13亿美元", "1213000000", "美元"), ("3亿元人民币", "300000000", "元")]),
    ("总投资额4.07亿", [("4.07亿", "407000000", "元")]),
    ("占３２．５％，提高2.3个百分点", [("32.5%", "32.5", "%"), ("2.3个百分点", "2.3", "百分点")]),
    ("资金使用率 98.8 %", [("98.8 %", "98.8", "%")]),
    ("百分之九十五点五", [("百分之九十五点五", "95.5", "%")]),
    ("发放236.84万张，50万人次", [("236.84万张", "2368400", "张"), ("50万人次", "500000", "人次")]),
    ("新建12.5公里、300亩、4500平方米", [("12.5公里", "12.5", "公里"), ("300亩", "300", "亩"), ("4500平方米", "4500", "平方米")]),
    ("检查KTV12家，开发APP3个", [("12家", "12", "家"), ("3个", "3", "个")]),
    ("共计212家次、201处、7起、12辆", [("212家次", "212", "家次"), ("201处", "201", "处"), ("7起", "7", "件"), ("12辆", "12", "辆")]),
    ("栽种12垄、3畦", [("12垄", "12", "垄"), ("3畦", "3", "畦")]),
    ("增速-8.3%，增长－8.3％", [("-8.3%", "-8.3", "%"), ("-8.3%", "-8.3", "%")]),
    ("同比负5.2%", [("5.2%", "-5.2", "%")]),
    ("新建两个商业综合体，举办十二场，引进三家", [("两个", "2", "个"), ("十二场", "12", "场"), ("三家", "3", "家")]),
    ("4大类15个", [("4大类", "4", "类"), ("15个", "15", "个")]),
    ("3个月房租，5个工作日，24小时", [("3个月", "3", "个月"), ("5个工作日", "5", "个工作日"), ("24小时", "24", "小时")]),
    ("为上年的1.5倍", [("1.5倍", "1.5", "倍")]),
]  # fmt: skip
ESTIMATES = [
    "120余次", "200多家", "20 余场", "30亿元以上", "75%左右", "5000万元以下", "3-5家", "10至20", "30%—50%", "30～50万元",
    "10余家", "七八个", "十余次", "百余家", "500+",
]  # fmt: skip
BEFORE = ["超过50%", "近300人", "约5378万元", "突破50万人次", "不足1万元", "至少3次", "逾2亿元"]
NOTHING = [
    "第41名", "第127届、第128届", "第一批", "第三季度", "2020年", "2020年度", "1-12月", "2020年1-4月", "12月31日",
    "2020年10月29日-31日", "2019-2021年", "2019、2020年", "“十四五”规划", "东财〔2020〕42号文件", "财预〔2020〕10号",
    "1.加强管理", "1．加强管理", "（1）检查", "1、检查", "①检查；2.运行", "PM2.5、PM10、NO2、O3", "世界500强", "2.0标准市场",
    "“一主两副”", "十九届四中、五中全会", "汽车4s店", "5G网络", "4A级景区", "12345热线", "目标1：", "附件4：",
    "7×24小时", "四个意识", "八项规定", "一个团队", "二十大", "三中全会", "GB/T 9704-2012", "上午9:30", "8时30分",
    "二〇二〇年", "85后干部", "3.15活动", "1:1", "前10名", "“3+2”模式", "三级医院", "2号楼", "一体化", "成功率", "两会",
]  # fmt: skip


@pytest.mark.parametrize(("text", "figures"), READ, ids=lambda x: x if isinstance(x, str) else "")
def test_reads(text, figures):
    found = [(x.text, x.amount, x.unit) for x in read_quantities(text)]

    assert found == [(words, Decimal(amount), unit) for words, amount, unit in figures]


@pytest.mark.parametrize("text", ESTIMATES)
def test_an_estimate_or_range_is_one_quantity_and_not_exact(text):
    found = read_quantities(f"开展{text}。")

    assert [x.is_exact for x in found] == [False]


@pytest.mark.parametrize("text", BEFORE)
def test_words_before_make_an_estimate(text):
    assert [x.is_exact for x in read_quantities(text)] == [False]


@pytest.mark.parametrize("text", NOTHING)
def test_is_no_quantity(text):
    assert read_quantities(text) == []


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("增长3%", 1),
        ("增加了3%", 1),
        ("下降3%", -1),
        ("减少约3家", -1),
        ("增长到3%", 0),
        ("降至3%", 0),
        ("为3%", 0),
    ],
)
def test_rise_and_fall(text, direction):
    assert read_quantities(text)[0].direction == direction


def test_offsets_are_those_of_the_text():
    text = "　　支出 2,123.04 万元，\r\n占９８．２２％；减少了三成。"

    found = read_quantities(text)

    assert [text[x.start : x.end] for x in found] == ["2,123.04 万元", "９８．２２％", "三成"]
    assert [x.decimals for x in found] == [2, 2, 0]


@pytest.mark.parametrize(("text", "value"), [("减少三成", 30), ("占三成半", 35), ("下降了两成", 20)])
def test_tenths(text, value):
    assert [(x.value, x.unit) for x in read_quantities(text)] == [(value, "%")]
