# ruff: noqa: E501 (a table reads by rows)
"""Texts that nobody writes: read in little time, without an exception."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from departments.validation.narrative import examine
from tests.narrative.test_other_departments import RIGHT, WRONG

LONG = 50_000
HOSTILE = [
    "1" * LONG, "1," * LONG, "1,111," * LONG, "一" * LONG, "十百千万" * (LONG // 4), "(" * LONG, "其中" * LONG,
    "其中1个、" * (LONG // 5), "占1%" * (LONG // 3), "1-" * LONG, "1年" * LONG, "第" * LONG, "“" * LONG,
    "由1家增加到2家，" * (LONG // 10), "\n" * LONG, " " * LONG, "1 " * LONG, "增长" * LONG, "约" * LONG, "A1" * LONG,
    "1.1.1." * LONG, "{" * LONG, "合计1万元。" * (LONG // 7), "一是二是" * (LONG // 4), "2020年" * (LONG // 5),
    "1家占2%，" * (LONG // 6), "分别为" + "1家、" * (LONG // 3), "三项合计1万元，" * (LONG // 8), "3人人均1元，" * (LONG // 7),
    "比2家增加1家，" * (LONG // 8), "每人1元共3人计3元，" * (LONG // 11), "满分2分得1分扣1分；" * (LONG // 11), "结余1元；" * (LONG // 5),
    "占1家的2%，" * (LONG // 7), "1个。占2%。" * (LONG // 7), "是1家；\n" * (LONG // 5), "（1个" * (LONG // 3), "措施2个：一是\n" * (LONG // 8),
]  # fmt: skip
SPOKEN = (
    "0 1 2 12.5 3,000 １２３ 两 十 百 三成 半 零 万 亿 万元 亿元 元 美元 % ％ ‰ 百分点 个百分点 个 家 项 人 人次 户 分 名 批次 公里 倍 "
    "， , 、 。 ； ; ： : （ ） ( ) “ ” ～ — - 负 约 近 余 多 以上 左右 不低于 ≥ ≤ "
    "其中 其中： 分别 分别为 依次为 前者 后者 占 占比 的 率 完成率 执行率 合格率 优良率 控制率 预算调整率 "
    "合计 共计 共 三项合计 累计 由 从 到 增加到 较上年 比 同比 与 相比 增长 下降 增加 减少 提高 超额 翻一番 "
    "预算 目标 任务 计划 年初预算 调整后 追加 支出 执行 决算 完成 实际 到位 应 已 未完成 结余 剩余 尚有 年末 上年结转 收入 "
    "满分 得 扣 得分 人均 户均 平均每 每 单价 标准 每月 即 一是 二是 三是 措施 指标 绩效目标1： 年 2020年 2021年 月 第 〔2020〕 "
    "基本支出 项目支出 部门整体支出 优的 良的"
)
WORDS = [*SPOKEN.split(), "\n", "\r\n", " ", "\u3000", "\t"]


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:8]))
def test_hostile_texts_take_no_time(text):
    started = time.process_time()
    examine([("", "", text[:LONG])])

    assert time.process_time() - started < 5


@pytest.mark.slow
@given(st.lists(st.sampled_from(WORDS), max_size=60))
@settings(max_examples=400, deadline=None)
def test_any_order_of_words_is_read(words):
    text = "".join(words)
    examination = examine([("", "", text)])
    for quantity in examination.sections[0].quantities:
        assert 0 <= quantity.start < quantity.end <= len(text)
        assert text[quantity.start : quantity.end].strip()


@pytest.mark.slow
@given(
    st.text(
        alphabet="一二三四五六七八九十百千万亿零两半成0123456789０９.,，。；%％元个人占共其中分别率增减比至~-—（）()\n \u3000",
        max_size=80,
    )
)
@settings(max_examples=400, deadline=None)
def test_any_order_of_characters_is_read(text):
    examination = examine([("", "", text), ("", "", text[::-1])])

    assert all(x.expected and x.computation for x in examination.faults)


def test_ten_thousand_characters_take_half_a_second():
    text = "\n".join([*RIGHT, *(text for text, *_ in WRONG)])
    text = (text * 3)[:10_000]
    started = time.process_time()
    examine([("", "", text)])

    assert time.process_time() - started < 0.5
