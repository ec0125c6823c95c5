# ruff: noqa: E501 (a table reads by rows)
"""Copied texts are found, fast, and set phrases are not."""

import random
import time

from departments.validation.copying import ShingleIndex, shingles, similarity

LETTERS = "部门绩效目标完成情况良好项目资金管理规范有序推进各项工作落实到位群众满意水利教育交通卫生农业改革创新服务保障监督检查"
OWN = "本单位围绕防汛抗旱和农田灌溉两条主线，新修渠道，清理河湖，培训基层水管员，完善巡查制度，群众用水更加方便。"


def text_of(seed: int, length: int = 600) -> str:
    return "".join(random.Random(seed).choices(LETTERS, k=length))  # noqa: S311


def test_a_copied_text_is_found_though_figures_and_marks_differ():
    text = OWN * 2
    index = ShingleIndex({"甲局": text_of(1), "乙局": text.replace("，", "；") + "共12处。"})

    assert [x.key for x in index.matches(text)] == ["乙局"]
    assert index.matches(text)[0].share == 1


def test_a_text_half_copied_is_not_called_copied():
    index = ShingleIndex({"甲局": OWN + text_of(2)})

    assert index.matches(OWN + text_of(3)) == []


def test_short_texts_and_oneself_do_not_count():
    index = ShingleIndex({"甲局": OWN * 2, "乙局": "绩效目标全部完成。"})

    assert index.matches("绩效目标全部完成。") == []
    assert list(similarity({"甲局": OWN * 2}, index)) == []


def test_set_phrases_of_many_texts_do_not_count():
    common = "以习近平新时代中国特色社会主义思想为指导，全面贯彻落实上级决策部署，坚持稳中求进工作总基调，围绕中心服务大局。"
    index = ShingleIndex({number: common + text_of(number, 80) for number in range(100)})

    assert index.matches(common + text_of(1000, 80)) == []


def test_thousands_of_texts_are_searched_at_once():
    index = ShingleIndex({number: text_of(number) for number in range(3_000)})
    index.matches(OWN * 2)  # sorts
    started = time.process_time()
    found = index.matches(text_of(2321)[:500] + OWN)

    assert time.process_time() - started < 0.05
    assert [x.key for x in found] == [2321]


def test_shingles_leave_out_digits_and_blanks():
    assert shingles("一二三四 五六，七八12九十" * 3) == shingles("一二三四五六七八九十" * 3)
    assert shingles("一二三") == frozenset()
