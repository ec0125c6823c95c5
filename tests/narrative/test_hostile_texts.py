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
]  # fmt: skip
WORDS = [
    "1",
    "2",
    "0",
    "万元",
    "亿元",
    "%",
    "个",
    "家",
    "，",
    "、",
    "。",
    "；",
    "（",
    "）",
    "其中",
    "占",
    "合计",
    "由",
    "到",
    "增长",
    "完成",
    "目标",
    "的",
    "率",
    "负",
    "-",
    "约",
    "两",
    "十",
    "年",
    "月",
    "第",
    "〔2020〕",
    "\n",
]


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:8]))
def test_hostile_texts_take_no_time(text):
    started = time.process_time()
    examine([("", "", text[:LONG])])

    assert time.process_time() - started < 5


@given(st.lists(st.sampled_from(WORDS), max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_order_of_words_is_read(words):
    text = "".join(words)
    examination = examine([("", "", text)])
    for quantity in examination.sections[0].quantities:
        assert 0 <= quantity.start < quantity.end <= len(text)
        assert text[quantity.start : quantity.end].strip()


def test_ten_thousand_characters_take_half_a_second():
    text = "\n".join([*RIGHT, *(text for text, *_ in WRONG)])
    text = (text * 3)[:10_000]
    started = time.process_time()
    examine([("", "", text)])

    assert time.process_time() - started < 0.5
