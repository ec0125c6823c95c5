"""Prepare the Chinese faces of official documents: python -m perfeval.fonts SRC DEST.

SRC holds unpacked font packages. Fandol comes as CID-keyed CFF, which several PDF readers draw
as blanks once embedded (docs/adr/0001), so it is converted to TrueType outlines here, once.
"""

import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from shutil import rmtree

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

from perfeval.faces import fontconfig

MAX_ERROR = 1.0  # of 1000 units per em: a thousandth of the character's size
CONVERTED = {
    "FandolFang-Regular.otf": "fangsong.ttf",
    "FandolKai-Regular.otf": "kaiti.ttf",
    "FandolHei-Regular.otf": "heiti.ttf",
    "FandolSong-Regular.otf": "songti.ttf",
    "FandolSong-Bold.otf": "songti-bold.ttf",
}
FALLBACKS = {  # rare characters and ☑; already TrueType
    "uming.ttc": "uming.ttf",
    "ukai.ttc": "ukai.ttf",
    "DroidSansFallbackFull.ttf": "droid.ttf",
    "DejaVuSans.ttf": "dejavu.ttf",
}


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


def without_blanks(source: Path, target: Path) -> None:
    """Copy the first font of the file, forgetting characters it claims and draws as nothing."""
    font = TTFont(source, fontNumber=0, recalcBBoxes=False)
    offsets = font["loca"]
    for table in font["cmap"].tables:
        for code, glyph in list(getattr(table, "cmap", {}).items()):
            place = font.getGlyphID(glyph)
            if offsets[place] == offsets[place + 1] and not chr(code).isspace():
                del table.cmap[code]
    for name in ("BDF ", "EBDT", "EBLC", "FFTM"):
        if name in font:
            del font[name]
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


def prepare(source: Path, folder: Path) -> None:
    """Fill the folder from the unpacked packages and write its fonts.conf."""
    found = {path.name: path for path in source.rglob("*") if path.is_file()}
    if missing := [name for name in (*CONVERTED, *FALLBACKS) if name not in found]:
        raise SystemExit(f"not in {source}: {', '.join(missing)}")
    fresh = folder.with_name(f"{folder.name}.new")
    rmtree(fresh, ignore_errors=True)
    jobs = [
        *((to_truetype, found[old], fresh / "faces" / new) for old, new in CONVERTED.items()),
        *((without_blanks, found[old], fresh / "fallback" / new) for old, new in FALLBACKS.items()),
    ]
    for part in ("faces", "fallback", "cache"):
        (fresh / part).mkdir(parents=True)
    with ProcessPoolExecutor() as pool:
        for job in [pool.submit(make, old, new) for make, old, new in jobs]:
            job.result()
    (fresh / "fonts.conf").write_text(fontconfig(folder), encoding="utf-8")
    rmtree(folder, ignore_errors=True)
    fresh.rename(folder)


if __name__ == "__main__":
    prepare(Path(sys.argv[1]), Path(sys.argv[2]).resolve())
