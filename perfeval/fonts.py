"""Prepare the Chinese faces of official documents: python -m perfeval.fonts SRC DEST.

SRC holds unpacked font packages. Fandol comes as CID-keyed CFF, which several PDF readers draw
as blanks once embedded (docs/adr/0001), so it is converted to TrueType outlines here, once.
"""

import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile
from xml.sax.saxutils import escape

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

MAX_ERROR = 1.0  # of 1000 units per em: a thousandth of the character's size
SYSTEM_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts")


@dataclass(frozen=True)
class Face:
    """One face of a 公文: the office fonts that are it, and the free font that stands in."""

    family: str
    office: tuple[str, ...]
    free: str
    fallback: str
    bold: bool = False

    @property
    def stack(self) -> tuple[str, ...]:
        return (*self.office, self.free, self.fallback, "DejaVu Sans")


FACES = (
    Face(
        "perfeval-fangsong",
        ("仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong", "STFangsong"),
        "FandolFang",
        "AR PL UMing CN",
    ),
    Face(
        "perfeval-kaiti",
        ("楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi", "STKaiti"),
        "FandolKai",
        "AR PL UKai CN",
    ),
    Face("perfeval-heiti", ("黑体", "SimHei", "STHeiti"), "FandolHei", "Droid Sans Fallback"),
    Face("perfeval-songti", ("宋体", "SimSun", "STSong"), "FandolSong", "AR PL UMing CN"),
    Face(
        "perfeval-xiaobiaosong",
        ("方正小标宋简体", "方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05"),
        "FandolSong",
        "AR PL UMing CN",
        bold=True,
    ),
)
CONVERTED = {
    "FandolFang-Regular.otf": "fangsong.ttf",
    "FandolKai-Regular.otf": "kaiti.ttf",
    "FandolHei-Regular.otf": "heiti.ttf",
    "FandolSong-Regular.otf": "songti.ttf",
    "FandolSong-Bold.otf": "songti-bold.ttf",
}
COPIED = ("uming.ttc", "ukai.ttc", "DroidSansFallbackFull.ttf", "DejaVuSans.ttf")


def to_truetype(source: Path, target: Path) -> None:
    """Write the font again with quadratic outlines; its names, widths and cmap stay."""
    font = TTFont(source)
    order = font.getGlyphOrder()
    glyf = newTable("glyf")
    glyf.glyphOrder = order
    glyf.glyphs = _quadratic_glyphs(font, order)
    font["loca"] = newTable("loca")
    font["glyf"] = glyf
    font["maxp"].tableVersion = 0x00010000
    for field in ("Zones", "TwilightPoints", "Storage", "FunctionDefs", "InstructionDefs"):
        setattr(font["maxp"], f"max{field}", 0)
    for field in ("StackElements", "SizeOfInstructions", "ComponentElements"):
        setattr(font["maxp"], f"max{field}", 0)
    for table in ("CFF ", "VORG"):
        del font[table]
    if source.stem.endswith("-Bold"):
        _say_bold(font)
    font.sfntVersion = "\0\1\0\0"
    font.save(target)


def _say_bold(font: TTFont) -> None:
    """Fandol's bold fonts call themselves regular, so that either may be drawn for the other."""
    font["OS/2"].usWeightClass = 700
    font["OS/2"].fsSelection = font["OS/2"].fsSelection & ~0x40 | 0x20
    font["head"].macStyle |= 1


def _quadratic_glyphs(font: TTFont, order: list[str]) -> dict[str, object]:
    outlines = font.getGlyphSet()
    glyphs = {}
    for name in order:
        pen = TTGlyphPen(outlines)
        outlines[name].draw(Cu2QuPen(pen, MAX_ERROR, reverse_direction=True))
        glyphs[name] = pen.glyph()
    return glyphs


def fontconfig(folder: Path) -> str:
    """Our folder before the system's; each face falls back in a fixed order of families."""
    folders = (str(folder / "faces"), str(folder / "fallback"), *SYSTEM_FOLDERS)
    return "\n".join(
        (
            '<?xml version="1.0"?>',
            '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">',
            "<fontconfig>",
            *(f"  <dir>{escape(name)}</dir>" for name in folders),
            f"  <cachedir>{escape(str(folder / 'cache'))}</cachedir>",
            *(line for face in FACES for line in _rule(face)),
            *_generic("serif", "FandolSong"),
            *_generic("sans-serif", "FandolHei"),
            "</fontconfig>\n",
        )
    )


def _rule(face: Face) -> Iterator[str]:
    names = "".join(f"<string>{escape(name)}</string>" for name in face.stack)
    yield "  <match>"
    yield f'    <test name="family"><string>{face.family}</string></test>'
    yield f'    <edit name="family" mode="prepend" binding="strong">{names}</edit>'
    if face.bold:
        yield '    <edit name="weight" mode="assign"><const>bold</const></edit>'
    yield "  </match>"


def _generic(family: str, ours: str) -> Iterator[str]:
    yield f"  <alias><family>{family}</family>"
    yield f"    <prefer><family>DejaVu Sans</family><family>{ours}</family></prefer></alias>"


def prepare(source: Path, folder: Path) -> None:
    """Fill the folder from the unpacked packages and write its fonts.conf."""
    found = {path.name: path for path in source.rglob("*") if path.is_file()}
    if missing := [name for name in (*CONVERTED, *COPIED) if name not in found]:
        raise SystemExit(f"not in {source}: {', '.join(missing)}")
    for part in ("faces", "fallback", "cache"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor() as pool:
        jobs = [
            pool.submit(to_truetype, found[old], folder / "faces" / new)
            for old, new in CONVERTED.items()
        ]
        for job in jobs:
            job.result()
    for name in COPIED:
        copyfile(found[name], folder / "fallback" / name)
    (folder / "fonts.conf").write_text(fontconfig(folder), encoding="utf-8")


if __name__ == "__main__":
    prepare(Path(sys.argv[1]), Path(sys.argv[2]).resolve())
