"""Every face draws every character with the same ink in two PDF engines that share no code."""

import shutil
import subprocess

import pytest
from PIL import Image

from perfeval.faces import FACES

COMMON = "中文财政绩效–—€¥￥□☐☑①⑩⑳≥≤≠％%“”‘’×÷±·…℃㎡‰√→Ⅰ㈠〔〕《》【】、。，Ab1"
RARE = "䶮堃垚喆珺洣郪烜玥彧祎旻昇镕鄠煊圳陂"
CHARACTERS = COMMON + RARE
CELL = 40  # points, and pixels at 72 dots per inch

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def pdf(tmp_path_factory):
    """One page for each face: a row of cells, one character in each."""
    if not (shutil.which("pdftoppm") and shutil.which("gs")):
        pytest.skip("pdftoppm or gs is missing")
    from weasyprint import HTML

    cells = "".join(f"<td>{character}</td>" for character in CHARACTERS)
    pages = "".join(f'<table style="font-family: {face.family}"><tr>{cells}</tr></table>' for face in FACES)
    style = (
        f"@page {{ size: {CELL * len(CHARACTERS)}pt {CELL}pt; margin: 0 }}"
        f"table {{ break-after: page; table-layout: fixed; border-spacing: 0 }}"
        f"td {{ width: {CELL}pt; height: {CELL}pt; padding: 0; font-size: {CELL // 2}pt;"
        f" line-height: {CELL}pt; text-align: center }}"
    )
    folder = tmp_path_factory.mktemp("ink")
    HTML(string=f"<style>{style}</style>{pages}").write_pdf(folder / "faces.pdf")
    return folder / "faces.pdf"


def poppler(pdf):
    folder = pdf.parent / "poppler"
    folder.mkdir(exist_ok=True)
    subprocess.run(["pdftoppm", "-r", "72", "-gray", pdf, folder / "page"], check=True)
    return sorted(folder.iterdir())


def ghostscript(pdf):
    folder = pdf.parent / "ghostscript"
    folder.mkdir()
    options = ["-sDEVICE=pnggray", "-r72", "-dTextAlphaBits=4", "-dGraphicsAlphaBits=4"]
    output = f"-sOutputFile={folder}/page-%02d.png"
    subprocess.run(["gs", "-q", "-dBATCH", "-dNOPAUSE", *options, output, pdf], check=True)
    return sorted(folder.iterdir())


def ink(page):
    """Black of each cell, in pixels."""
    image = Image.open(page).convert("L")
    cells = [
        image.crop((left, 0, left + CELL, CELL)).histogram()
        for left in range(0, CELL * len(CHARACTERS), CELL)
    ]
    return [sum((255 - tone) * count for tone, count in enumerate(cell)) / 255 for cell in cells]


def test_two_engines_draw_the_same_ink(pdf):
    pages = list(zip(FACES, poppler(pdf), ghostscript(pdf), strict=True))
    differing = {
        (face.family, character): (round(one), round(other))
        for face, first, second in pages
        for character, one, other in zip(CHARACTERS, ink(first), ink(second), strict=True)
        if min(one, other) < 2 or abs(one - other) > 0.35 * max(one, other) + 2
    }
    assert differing == {}


def test_a_character_is_never_the_box_of_a_missing_one(pdf):
    """Each Han character has ink of its own: the boxes of .notdef would all weigh the same."""
    for page in poppler(pdf):
        weights = ink(page)[-len(RARE) :]
        assert len({round(weight, 2) for weight in weights}) > len(RARE) * 0.8
