"""An outline that would break a document is refused, block by block."""

import copy

import pytest
from django.core.exceptions import ValidationError

from departments import outline_blocks
from departments.models import Outline
from reports.content import KINDS
from reports.tables import TABLES
from tests import factories

WRONG = {
    "document_title": ({"document_title": "一行"}, "document_title应为非空文字的列表"),
    "subtitle": ({"subtitle": 7}, "subtitle应为文字"),
    "no kind": ({"blocks": [{"text": "一"}]}, "blocks[1]应有"),
    "no object": ({"blocks": ["一"]}, "blocks[1]应为对象"),
    "level 0": ({"blocks": [{"heading": 0, "text": "一"}]}, "blocks[1].heading应为1至4的整数"),
    "level 5": ({"blocks": [{"heading": 5, "text": "一"}]}, "blocks[1].heading应为1至4的整数"),
    "level true": ({"blocks": [{"heading": True, "text": "一"}]}, "blocks[1].heading应为1至4的整数"),
    "no text": ({"blocks": [{"heading": 1}]}, "blocks[1].text缺少"),
    "text 7": ({"blocks": [{"heading": 1, "text": 7}]}, "blocks[1].text应为非空文字"),
    "table": ({"blocks": [{"table": "budget"}]}, "blocks[1].table应为execution、projects"),
    "table list": ({"blocks": [{"table": ["form"]}]}, "blocks[1].table应为"),
    "attachment": (
        {"blocks": [{"attachment": "附件", "title": "一行", "table": "form"}]},
        "blocks[1].title应为非空文字的列表",
    ),
    "note": ({"blocks": [{"attachment_note": ["附件"]}]}, "blocks[1].attachment_note应为非空文字"),
    "unknown": ({"blocks": [{"table": "form", "width": 3}]}, "blocks[1]不应有“width”"),
    "lead": ({"blocks": [{"section": "a", "title": "甲", "lead": 1}]}, "blocks[1].lead应为文字"),
    "twice": ({"blocks": [{"section": "a", "title": "甲"}] * 2}, "文字“a”重复"),
}


@pytest.mark.either_database
@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_outline_is_refused_by_the_number_of_its_block(db, name):
    change, message = WRONG[name]
    row = factories.outline()
    new = Outline(
        key=row.key + "-2", title="新版", data=copy.deepcopy(row.data) | {"key": row.key + "-2"} | change
    )

    with pytest.raises(ValidationError) as refused:
        new.full_clean()

    assert message in "".join(refused.value.messages)


@pytest.mark.either_database
def test_the_shipped_outlines_are_right(db):
    factories.outline()

    assert [list(outline_blocks.problems_of(row.data)) for row in Outline.objects.all()] == [[], []]


def test_documents_know_the_same_tables_and_kinds():
    assert set(outline_blocks.TABLES) == set(TABLES)
    assert list(outline_blocks.KINDS) == list(KINDS)
