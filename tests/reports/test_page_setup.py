"""版式 that an outline states: measured in the PDF and read from Word; without it nothing changes."""

import re
from io import BytesIO

import pytest
from django.template.loader import render_to_string
from docx import Document
from pypdf import PdfReader

from departments.outline_blocks import problems_of
from departments.page_setup import FONTS, MARGINS, ROLES, PageSetup
from reports.formats import docx, pdf
from tests.reports.building import ROOT, demo, outline_data, with_outline
from tests.reports.reading import pages_of_words
from tests.reports.test_word import east_asian

PAGE = {"top": 25, "bottom": 30, "left": 32, "right": 22, "title": "heiti", "body": "songti"}
TOLERANCE = 1.0


@pytest.fixture(scope="module")
def content():
    """Text and a wide table of its own page, under an outline that states margins and fonts."""
    sections = {"text": "\n".join(["一" * 400] * 12)}
    source = with_outline(
        demo("huangshi-2021", sections=sections),
        {"heading": 1, "text": "一、标题"},
        {"section": "text", "title": "正文"},
        {"attachment": "附件", "table": "form", "landscape": True},
        document_title=["文件标题"],
        page=PAGE,
    )
    return source.content()


@pytest.fixture(scope="module")
def drawn(content):
    return pdf.render(content)


def edges(words):
    """Left, right and top of what is printed above the page number."""
    return min(x.left for x in words), max(x.right for x in words), min(x.top for x in words)


@pytest.mark.slow
def test_the_text_fills_the_page_between_its_margins(drawn):
    for page in pages_of_words(drawn)[1:3]:
        text = [x for x in page if x.top < 297 - 30]
        assert edges(text) == pytest.approx((32, 210 - 22, 25), abs=TOLERANCE)
        assert max(x.bottom for x in text) == pytest.approx(297 - 30, abs=11), "less than a line is left"


@pytest.mark.slow
def test_a_turned_page_has_its_head_at_the_left(drawn):
    turned = [x for x in PdfReader(BytesIO(drawn)).pages if x.mediabox.width > x.mediabox.height]
    first = pages_of_words(drawn)[-len(turned)]

    assert turned
    left, right, top = edges([x for x in first if x.top < 210 - 22])
    assert (left, top) == pytest.approx((30, 32), abs=3)
    assert right <= 297 - 25 + TOLERANCE


@pytest.mark.slow
def test_fonts_are_those_of_the_outline(drawn):
    fonts = {x["/BaseFont"] for page in PdfReader(BytesIO(drawn)).pages[:1] for x in _fonts(page)}

    assert any("Hei" in x for x in fonts), fonts
    assert not any("Fang" in x for x in fonts), fonts


def _fonts(page):
    return [x.get_object() for x in page["/Resources"]["/Font"].values()]


@pytest.mark.slow
def test_word_has_the_same_page(content):
    document = Document(BytesIO(docx.render(content)))
    upright, turned = document.sections[0], document.sections[-1]

    assert millimetres(upright) == {"top": 25, "bottom": 30, "left": 32, "right": 22}
    assert millimetres(turned) == {"top": 32, "bottom": 22, "left": 30, "right": 25}
    fonts = {
        name: east_asian(document.styles[name]) for name in ("Title", "Normal", "Heading 1", "Heading 3")
    }
    assert fonts == {"Title": "黑体", "Normal": "宋体", "Heading 1": "黑体", "Heading 3": "宋体"}


def millimetres(section):
    return {side: round(getattr(section, f"{side}_margin").mm) for side in MARGINS}


def test_an_outline_that_states_nothing_is_drawn_as_ever(content):
    plain = demo("huangshi-2021").content()
    html = pdf.html_of(plain)

    assert plain.page == PageSetup()
    assert '<body class="document">' in html
    assert pdf.style_of(plain.page) == ""


def test_every_choice_of_a_font_has_its_rule():
    rules = set(
        re.findall(r"\.document\.(\w+-\w+) \{ --\w+-font", (ROOT / "static/css/print.css").read_text())
    )

    assert rules == {
        f"{role}-{font}" for role in ROLES for font in FONTS if font != getattr(PageSetup(), role)
    }


def test_the_screen_shows_the_fonts_too(content):
    html = render_to_string("documents/preview.html", {"content": content, "downloads": []})

    assert 'class="document title-heiti body-songti sheet"' in html


@pytest.mark.parametrize(
    ("stated", "problems"),
    [
        ({}, []),
        (PAGE, []),
        ({"top": 20, "bottom": 50}, []),
        ({"top": 19}, ["page.top应为20至50的整数（毫米）。"]),
        ({"left": 51, "body": "Comic Sans"}, [
            "page.left应为20至50的整数（毫米）。",
            "page.body应为xiaobiaosong、fangsong、kaiti、heiti、songti之一。",
        ]),
        ({"right": True}, ["page.right应为20至50的整数（毫米）。"]),
        ({"right": "26"}, ["page.right应为20至50的整数（毫米）。"]),
        ({"title": ["heiti"]}, ["page.title应为xiaobiaosong、fangsong、kaiti、heiti、songti之一。"]),
        ({"size": 16}, [
            "page不应有“size”，只能有top、bottom、left、right、title、heading、subheading、body。",
        ]),
        ([37], ["page应为对象。"]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_it_is_told_all_at_once(stated, problems):
    assert list(problems_of(outline_data("huangshi-2021") | {"page": stated})) == problems
