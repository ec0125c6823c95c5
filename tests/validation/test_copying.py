"""The shingles of a text: what is left of it for comparison."""

from departments.validation.boilerplate import PHRASES
from departments.validation.copying import bare, shingles

OWN = "围绕防汛抗旱和农田灌溉两条主线，新修渠道，清理河湖，培训基层水管员，完善巡查制度，用水更方便。"


def test_shingles_leave_out_digits_and_blanks():
    assert shingles("一二三四 五六，七八12九十" * 3) == shingles("一二三四五六七八九十" * 3)
    assert shingles("一二三") == frozenset()


def test_figures_by_name_do_not_count():
    assert bare("得{总得分:去零}分，执行率{部门整体执行率}。") == "得分执行率"


def test_a_copied_text_shares_all_its_shingles():
    assert shingles(OWN) <= shingles(f"甲局：{OWN.replace('，', '；')}共12处。")


def test_no_phrase_stands_twice():
    assert len(PHRASES) == len(set(PHRASES))
