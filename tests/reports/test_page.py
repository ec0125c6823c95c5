"""The page of GB/T 9704-2012, measured in the PDF to the millimetre."""

import re
import subprocess
from collections import Counter
from io import BytesIO

import pytest
from pypdf import PdfReader

from reports.formats import pdf
from tests.reports.building import demo, with_outline
from tests.reports.reading import pages_of_words

pytestmark = pytest.mark.slow

TOLERANCE = 1.0
CHARACTERS, LINES = 28, 22


@pytest.fixture(scope="module")
def plain_text():
    """Four pages of nothing but text."""
    sections = {"text": "\n".join(["一" * (CHARACTERS * 10)] * 8)}
    source = with_outline(
        demo("huangshi-2021", sections=sections),
        {"section": "text", "title": "正文"},
        document_title=["标题"],
    )
    return pages_of_words(pdf.render(source.content()))


def body(page):
    return [word for word in page if word.top < 262]


def lines_of(page):
    return sorted({round(word.top, 1) for word in body(page)})


def test_sheet_is_a4(pdfs, name):
    boxes = {tuple(map(round, page.mediabox[2:])) for page in PdfReader(BytesIO(pdfs[name])).pages}

    assert boxes == {(595, 842)}


def test_margins(plain_text):
    for page in plain_text[:-1]:
        words = body(page)
        assert min(x.left for x in words) == pytest.approx(28, abs=TOLERANCE)
        assert max(x.right for x in words) == pytest.approx(28 + 156, abs=TOLERANCE)
        assert min(x.top for x in words) == pytest.approx(37, abs=TOLERANCE)
        assert max(x.bottom for x in words) == pytest.approx(37 + 225, abs=TOLERANCE)


def test_22_lines_a_page(plain_text):
    assert [len(lines_of(page)) for page in plain_text[1:-1]] == [LINES] * (len(plain_text) - 2)


def test_28_characters_a_line(plain_text):
    lengths = Counter(len(word.text) for word in body(plain_text[1]))

    assert lengths.most_common(1)[0][0] == CHARACTERS
    assert max(lengths) == CHARACTERS


def test_lines_with_figures_end_at_the_edge():
    """Chinese is justified between its characters; only the last line of a paragraph is shorter."""
    text = "全年完成进出口总额188.86亿元，同比增长3.3%，拉动消费2,123.04万元；" * 12
    source = with_outline(demo("huangshi-2021", sections={"text": text}), {"section": "text"})
    [page] = pages_of_words(pdf.render(source.content()))
    edges = [max(w.right for w in body(page) if round(w.top) == top)
             for top in sorted({round(w.top) for w in body(page) if w.top > 60})]  # fmt: skip

    assert len(edges) > 10
    assert edges[:-1] == pytest.approx([28 + 156] * (len(edges) - 1), abs=0.3)


def test_paragraphs_begin_two_characters_in(plain_text):
    starts = sorted({round(word.left - 28, 1) for word in body(plain_text[1])})

    assert starts == pytest.approx([0, 2 * 156 / 28], abs=0.2)


def test_figures_keep_the_lines(pdfs):
    """Latin letters come from another font; a line with them is no higher."""
    page = pages_of_words(pdfs["dongxihu-2020"])[4]

    assert len({round(word.top) for word in body(page)}) == LINES


def test_page_number_stands_outside_and_seven_millimetres_below(pdfs):
    for number, page in enumerate(pages_of_words(pdfs["dongxihu-2020"]), 1):
        dash, digits, end = [word for word in page if word.top > 262]
        assert (dash.text, digits.text, end.text) == ("—", str(number), "—")
        one_in = 14 / 72 * 25.4
        if number % 2:
            assert end.right == pytest.approx(28 + 156 - one_in, abs=TOLERANCE)
        else:
            assert dash.left == pytest.approx(28 + one_in, abs=TOLERANCE)


def test_dash_is_drawn_seven_millimetres_below_the_text(pdfs, tmp_path):
    """Measured in ink, since a font's box says little about where its dash lies."""
    top_of_dash = ink_top(pdfs["dongxihu-2020"], page=5, below=263, folder=tmp_path)

    assert top_of_dash - 262 == pytest.approx(7, abs=TOLERANCE)


def ink_top(document, *, page, below, folder):
    """The highest dark row under a line of the page, in millimetres."""
    source = folder / "page.pdf"
    source.write_bytes(document)
    dpi = 254
    command = ["pdftoppm", "-r", str(dpi), "-f", str(page), "-l", str(page), "-gray", str(source)]
    raw = subprocess.run(command, capture_output=True, check=True).stdout
    header = re.match(rb"P5\s+(\d+)\s+(\d+)\s+\d+\s", raw)
    width, height = int(header[1]), int(header[2])
    pixels = raw[header.end() :]
    per_mm = dpi / 25.4
    # The digits stand higher than the dash: look only at the first dash of an odd page's number.
    columns = slice(int(165 * per_mm), int(168.5 * per_mm))
    for row in range(int(below * per_mm), height):
        if min(pixels[row * width : (row + 1) * width][columns]) < 128:
            return row / per_mm
    raise AssertionError("no ink")


def test_faces(pdfs):
    """小标宋 for the title, 黑体 and 楷体 for headings, 仿宋 for the text (here their free stand-ins)."""
    fonts = subprocess.run(
        ["pdffonts", "-"], input=pdfs["dongxihu-2020"], capture_output=True, check=True
    ).stdout.decode()

    for face in ("FandolSong-Bold", "FandolHei", "FandolKai", "FandolFang", "FandolSong"):
        assert face in fonts
    assert "Type 1C" not in fonts
