"""Figures of the treasury in a workbook: told cell by cell in the preview, and left as they are."""

from decimal import Decimal

import pytest
from django.utils import timezone

from departments.models import BudgetLine, SourcedLine
from reports.workbook import importing, writing

from .test_workbook import opened, put, uploaded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("read_here"), pytest.mark.slow]
SPENT = "全年执行数（元）"


@pytest.fixture
def sourced(assessment) -> SourcedLine:
    line = assessment.budget_lines.first()
    return SourcedLine.objects.create(
        line=line, spent=line.spent, source="国库.xlsx", imported_at=timezone.now()
    )


@pytest.fixture
def book(assessment, sourced):
    return opened(writing.workbook_of(assessment))


def spent() -> Decimal | None:
    return BudgetLine.objects.first().spent


def test_a_figure_of_the_treasury_is_named_and_the_rest_is_imported(assessment, preparer, book):
    before = spent()
    put(book, "预算明细", 2, SPENT, 5_000_000.5)
    put(book, "预算明细", 3, SPENT, 7)
    upload = uploaded(assessment, book, preparer)

    plan = importing.preview(upload)

    (told,) = plan.locked
    assert told.startswith(f"预算明细第2行“{SPENT}”（")
    assert "取自国库导入，不能改" in told
    assert "文件中“5,000,000.50”" in told
    assert told.endswith("要改请在“财政数据”填写覆盖原因。")
    assert [x.cells[0].new for x in plan.rows] == ["7"]
    importing.confirm(upload, by=preparer, digest=plan.digest)
    assert (spent(), BudgetLine.objects.all()[1].spent) == (before, Decimal(7))


def test_nothing_but_figures_of_the_treasury_is_no_equal_file(signed_in, assessment, preparer, book):
    put(book, "预算明细", 2, SPENT, 5_000_000.5)
    upload = uploaded(assessment, book, preparer)

    page = signed_in(preparer).get(f"/imports/{upload.pk}/").content.decode()

    assert "下列1格不会导入" in page
    assert "完全一致" not in page


def test_a_figure_departed_from_for_a_reason_is_imported(assessment, preparer, book, sourced):
    SourcedLine.objects.filter(pk=sourced.pk).update(reason="国库数有误")
    put(book, "预算明细", 2, SPENT, 5_000_000.5)

    plan = importing.preview(uploaded(assessment, book, preparer))

    assert (plan.locked, [x.cells[0].new for x in plan.rows]) == ([], ["5000000.5"])


def test_a_line_of_the_treasury_is_not_deleted_by_a_workbook(assessment, preparer, book):
    put(book, "预算明细", 2, "删除", "是")
    upload = uploaded(assessment, book, preparer)

    plan = importing.preview(upload)

    assert ["财政部门导入的行不能删除" in x.message for x in plan.problems] == [True]
    with pytest.raises(importing.NotConfirmed):
        importing.confirm(upload, by=preparer, digest=plan.digest)
    assert SourcedLine.objects.count() == 1


def test_an_import_is_not_undone_under_the_treasurys_figures(assessment, preparer, book):
    from departments import restoring

    put(book, "预算明细", 6, "支出类别", "公用经费")
    put(book, "预算明细", 6, "资金来源", "其他资金")
    put(book, "预算明细", 6, SPENT, 7)
    upload = uploaded(assessment, book, preparer)
    done = importing.confirm(upload, by=preparer, digest=importing.preview(upload).digest)
    new = BudgetLine.objects.latest("pk")
    SourcedLine.objects.create(line=new, spent=7, source="国库.xlsx", imported_at=timezone.now())

    with pytest.raises(restoring.ChangedSince) as refused:
        importing.undo(done, by=preparer)

    assert "已有财政数据" in str(refused.value)
    assert SourcedLine.objects.count() == 2
