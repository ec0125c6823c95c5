"""The PDF: safe, repeatable, whole in every reader, and fit for very long tables."""

import json
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from PIL import Image
from pypdf import PdfReader

from departments.scoring.facts import BudgetLineFacts, GoalFacts, IndicatorFacts, ProjectFacts
from reports.formats import latin, pdf
from tests.reports.building import demo, demo_data, frozen, with_outline
from tests.reports.reading import pages_of_words, pdf_text, squeezed

pytestmark = pytest.mark.slow

PROJECTS = {"table": "projects"}
ROWS = 200


def many_projects(count=ROWS, purpose="用于全区商贸流通领域市场体系建设的各项支出"):
    """Facts with a long list of projects."""
    names = [f"第{number:03d}号项目" for number in range(1, count + 1)]
    return demo(
        "dongxihu-2020",
        projects=tuple(ProjectFacts(name, purpose=purpose) for name in names),
        budget=tuple(
            BudgetLineFacts("project", project=name, initial=Decimal(1000), spent=Decimal(900))
            for name in names
        ),
    )


@pytest.fixture(scope="session")
def long_table():
    return pdf.render(with_outline(many_projects(), PROJECTS).content())


def test_same_submission_gives_the_same_bytes(pdfs, contents, name):
    again = pdf.render(contents[name], frozen(name))

    assert again == pdfs[name]


@pytest.mark.slow
def test_threads_do_not_mix_their_documents(pdfs, contents):
    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(pdf.render, contents[name], frozen(name)) for name in [*pdfs, *pdfs]]

    assert [job.result() for job in jobs] == [pdfs[name] for name in [*pdfs, *pdfs]]


def test_another_moment_is_another_document(pdfs, contents):
    later = replace(frozen("huangshi-2021"), submitted_at=datetime(2022, 1, 1, tzinfo=UTC))

    assert pdf.render(contents["huangshi-2021"], later) != pdfs["huangshi-2021"]


def test_metadata(pdfs):
    reader = PdfReader(BytesIO(pdfs["dongxihu-2020"]))

    assert reader.metadata.title == "2020年度武汉市东西湖区商务局部门整体绩效自评结果"
    assert reader.metadata.author == "武汉市东西湖区商务局"
    assert reader.metadata["/CreationDate"].startswith("D:20210422083000")
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"


def test_bookmarks_are_the_headings(pdfs):
    outline = str(PdfReader(BytesIO(pdfs["huangshi-2021"])).outline)

    assert all(
        heading in outline for heading in ("一、基本情况", "(二) 重点工作", "四、绩效自评结果应用情况")
    )


def test_carries_its_figures(pdfs, name):
    [(file_name, [content])] = PdfReader(BytesIO(pdfs[name])).attachments.items()

    assert file_name == "assessment.json"
    assert json.loads(content) == demo_data(name)


def test_draft_carries_no_figures_and_says_so_on_every_page():
    drawn = pdf.render(demo("huangshi-2021").content(draft=True))
    reader = PdfReader(BytesIO(drawn))

    assert not reader.attachments
    assert all("草稿" in squeezed(page.extract_text()) for page in reader.pages)


def test_final_has_no_draft_mark(pdfs, name):
    assert "草稿" not in pdf_text(pdfs[name])


@pytest.mark.slow
def test_head_of_a_long_table_repeats_on_every_page(long_table):
    pages = [squeezed(page.extract_text()) for page in PdfReader(BytesIO(long_table)).pages]

    assert len(pages) > 8
    assert all("项目名称预算数（元）执行数（元）完成预算率主要用途" in page for page in pages)


@pytest.mark.slow
def test_rows_are_not_split(long_table):
    for page in pages_of_words(long_table):
        text = "".join(word.text for word in page)
        assert text.count("号项目") == text.count("用于全区商贸流通领域") == text.count("设的各项支出")


@pytest.mark.slow
def test_all_rows_are_there(long_table):
    text = pdf_text(long_table)

    assert all(f"第{number:03d}号项目" in text for number in range(1, ROWS + 1))
    assert "合计20000018000090.00%" in text


@pytest.mark.parametrize("purpose", ["长" * 1000, "x" * 1000, "数字1234567890" * 80])
def test_very_long_cells_stay_inside_the_table(purpose):
    drawn = pdf.render(with_outline(many_projects(3, purpose), PROJECTS).content())

    assert squeezed(purpose) in pdf_text(drawn).replace(
        "项目名称预算数（元）执行数（元）完成预算率主要用途", ""
    )
    assert max(word.right for page in pages_of_words(drawn) for word in page) <= 28 + 156 + 1


def test_large_amounts_stay_in_their_column():
    source = demo(
        "dongxihu-2020",
        projects=(ProjectFacts("大项目"),),
        budget=(
            BudgetLineFacts(
                "project",
                project="大项目",
                initial=Decimal("9999999999999.99"),
                spent=Decimal("9999999999999.99"),
            ),
        ),
    )
    words = [w for page in pages_of_words(pdf.render(with_outline(source, PROJECTS).content())) for w in page]
    numbers = sorted((word for word in words if "99999" in word.text), key=lambda word: word.left)

    assert {word.text for word in numbers} == {"9999999999999.99"}  # on one line
    assert max(word.right - word.left for word in numbers) <= 156 * 0.16


def many_indicators(count, reason=""):
    """A form over several pages, all of it one merged group."""
    rows = tuple(
        IndicatorFacts(f"第{number:03d}项指标", "at_least", "产出指标", "数量指标", weight=Decimal(1),
                       deviation_reason=reason)
        for number in range(1, count + 1)
    )  # fmt: skip
    source = demo("dongxihu-2020", goals=(GoalFacts("目标", rows, weight=Decimal(80)),))
    attachment = {"attachment": "附件", "title": ["自评表"], "table": "form"}
    return with_outline(source, attachment)


@pytest.mark.slow
def test_titles_of_the_form_repeat_and_its_pages_are_full():
    drawn = pdf.render(many_indicators(80, reason="受疫情影响，部分活动未能按期举办。" * 3).content())
    pages = [squeezed(page.extract_text()) for page in PdfReader(BytesIO(drawn)).pages][1:-1]
    bottoms = [max(w.bottom for w in page if w.top < 262) for page in pages_of_words(drawn)][1:-1]
    whole = pdf_text(drawn)

    assert len(pages) > 5
    assert all("一级指标二级指标三级指标" in page for page in pages)
    assert [x for x in range(1, 81) if f"第{x:03d}项指标（1分）" not in whole] == []
    assert min(bottoms) > 225


def test_merged_cells_are_closed_where_a_page_ends(tmp_path):
    source = tmp_path / "form.pdf"
    source.write_bytes(pdf.render(many_indicators(80).content()))
    subprocess.run(["pdftoppm", "-r", "100", "-gray", "-png", source, tmp_path / "page"], check=True)
    pages = sorted(tmp_path.glob("page-*.png"))[1:-1]

    assert [(lowest(path, 31), lowest(path, 50)) for path in pages] == [
        (lowest(path, 75),) * 2 for path in pages
    ]


def lowest(path, across):
    """The lowest ink of a page above its number, so many millimetres from the left, in pixels."""
    with Image.open(path) as page:
        dark = page.convert("L").point(lambda shade: 255 * (shade < 160))
        left = round(across / 25.4 * 100)
        return dark.crop((left, 0, left + 1, round(262 / 25.4 * 100))).getbbox()[3]


def test_wide_attachment_is_on_a_turned_page():
    blocks = (
        {"heading": 1, "text": "一、正文"},
        {"attachment": "附件", "title": ["{department}", "自评表"], "landscape": True, "table": "form"},
        {"heading": 1, "text": "二、其他"},
    )
    reader = PdfReader(BytesIO(pdf.render(with_outline(demo("dongxihu-2020"), *blocks).content())))
    shapes = [page.mediabox.width > page.mediabox.height for page in reader.pages]

    assert shapes[0] is False
    assert shapes[-1] is False
    assert all(shapes[1:-1])
    assert "二、其他" in squeezed(reader.pages[-1].extract_text())


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "http://127.0.0.1:9/x.png", "https://example.org/", "ftp://host/",
     "FILE:/etc/hosts", "static:../../etc/passwd", "static:css/print.css", "latin"],
)  # fmt: skip
def test_documents_reach_no_address(address):
    from reports.drawing.engine import GivenFiles  # with it WeasyPrint, which nothing else here loads

    files = GivenFiles({"latin:": b"font"})

    with pytest.raises(ValueError, match="may not refer"):
        files.fetch(address)
    assert files.fetch("latin:").read() == b"font"


def test_typed_markup_is_text():
    evil = '<link rel=attachment href="file:///etc/passwd"><img src="http://127.0.0.1:9/x"><b>粗</b>'
    drawn = pdf.render(demo("huangshi-2021", sections={"key_work": evil}).content())

    assert squeezed(evil) in pdf_text(drawn)
    assert not PdfReader(BytesIO(drawn)).attachments


@pytest.mark.slow
def test_two_engines_draw_the_same_ink(pdfs, tmp_path):
    """A font that one reader draws as blanks shows here (docs/adr/0001)."""
    source = tmp_path / "document.pdf"
    source.write_bytes(pdfs["dongxihu-2020"])
    subprocess.run(["pdftoppm", "-r", "100", "-gray", "-png", source, tmp_path / "poppler"], check=True)
    subprocess.run(
        ["gs", "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=pnggray", "-r100", "-dTextAlphaBits=4",
         "-dGraphicsAlphaBits=4", f"-sOutputFile={tmp_path}/ghostscript-%02d.png", source],
        check=True,
    )  # fmt: skip
    for one, other in zip(sorted(tmp_path.glob("pop*")), sorted(tmp_path.glob("gh*")), strict=True):
        assert ink(one) == pytest.approx(ink(other), rel=0.12)


def ink(path):
    with Image.open(path) as page:
        histogram = page.convert("L").histogram()
    return sum((255 - shade) * count for shade, count in enumerate(histogram))


def test_a_folder_that_cannot_be_written_still_lends_its_figures(tmp_path, settings):
    (tmp_path / "faces").symlink_to(Path(settings.FONTS_DIR) / "faces")
    (tmp_path / "latin.ttf").mkdir()  # neither read nor replaced, whoever runs the test
    settings.FONTS_DIR = tmp_path

    assert TTFont(BytesIO(latin.latin_font.__wrapped__())).getBestCmap().keys() == {*latin.LENT}
