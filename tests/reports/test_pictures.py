"""Pictures: exact, the same on screen and on paper, each part leading to its list."""

import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from reports.batches import summary, summary_report
from reports.content import ReportContent
from reports.formats import docx, pdf
from reports.overview.rates import RATES
from reports.pictures import FLOOR, LEFT, RIGHT, TOP, Bar, columns, rows
from tests.reports.reading import pdf_text

BARS = [Bar("优", 1, "1", "/list/?grade=优", before=2), Bar("良", 4, "4", "/list/?grade=良", before=0)]
YEARS = ("2025年度", "2024年度")


def drawn(picture, **more):
    return render_to_string("pictures/picture.html", {"picture": picture, **more})


def shapes(html):
    return re.findall(r"<(?:rect|text)[^>]*>(?:[^<]*</text>)?", html)


def test_the_longest_fills_the_picture_and_the_others_in_proportion():
    tall = [mark.rects[-1].height for mark in columns("等级", BARS).marks]
    long = [mark.rects[1].width for mark in rows("等级", BARS).marks]

    assert tall == [(FLOOR - TOP) // 4, FLOOR - TOP]
    assert long == [(RIGHT - LEFT) // 4, RIGHT - LEFT]


def test_nothing_is_divided_by_nothing_and_the_least_is_still_seen():
    assert [mark.rects[1].width for mark in rows("", [Bar("甲", 0, "0")]).marks] == [0]
    least = [Bar("甲", Decimal("0.01"), "0.01"), Bar("乙", Decimal(10**9), "10亿")]
    assert rows("", least).marks[0].rects[1].width == 1
    assert "还没有数据。" in drawn(columns("等级", []))


def test_screen_and_paper_have_the_same_shapes_and_only_the_screen_leads_on():
    for picture in (rows("等级", BARS, YEARS), columns("等级", BARS, YEARS)):
        screen, paper = drawn(picture), drawn(picture, paper=True)

        assert shapes(screen) == shapes(paper) != []
        assert re.findall(r'<a href="([^"]*)" aria-label="([^"]*)"', screen) == [
            ("/list/?grade=优", "优 1"), ("/list/?grade=良", "良 4"),
        ]  # fmt: skip
        assert "<a" not in paper


def test_a_picture_is_drawn_without_style_so_that_the_policy_holds():
    assert "style" not in drawn(rows("等级", BARS, YEARS))


def test_every_rate_is_in_one_band():
    for rate in ("0", "49.99", "50", "89.99", "90", "99.99", "100", "102.59"):
        assert sum(band.holds(Decimal(rate)) for band in RATES) == 1
    assert [band.label for band in RATES if band.holds(Decimal(100))] == ["100以上"]


def line(code, total, rate):
    at = datetime(2026, 3, 1, tzinfo=UTC)
    money = (Decimal(100), Decimal(90), Decimal(rate))
    return summary.Line(
        code, f"{code}局", "department", 2025, "approved", 1, at, *money, Decimal(total), "良", None, ""
    )


@pytest.fixture
def report():
    class Job:
        requested_at, selection = datetime(2026, 3, 1, tzinfo=UTC), "2025年度"

    lines = summary.ranked([line("甲", "91", "100"), line("乙", "82", "99.99"), line("丙", "82", "45")])
    return summary_report.report_of(Job(), lines, [])


def test_a_summary_report_draws_its_distributions(report: ReportContent):
    pictures = {x.title: dict(x.said) for x in report.blocks if x.kind == "picture"}

    assert list(pictures) == ["部门数，按等级", "部门数，按得分", "部门数，按执行率（%）"]
    assert {label for label, n in pictures["部门数，按执行率（%）"].items() if n == "1"} == {
        "50以下", "95–100", "100以上",
    }  # fmt: skip
    assert pdf.html_of(report).count("<svg") == 3


@pytest.mark.slow
def test_pdf_and_word_both_say_the_figures_of_a_picture(report: ReportContent):
    assert "50以下" in pdf_text(pdf.render(report))
    assert docx.render(report)[:2] == b"PK"
