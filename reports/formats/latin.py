"""Figures and Latin letters for 仿宋 and 楷体: those of the free fonts are sans-serif, so 宋体 lends its own.

A small font of its own, because fontconfig drops every later font that an earlier one covers.
"""

from contextlib import suppress
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from fontTools import subset
from fontTools.ttLib import TTFont

from perfeval.checks import matched_family
from perfeval.faces import FACES

from ..files import keep

LENT = range(0x20, 0x7F)


@cache
def is_lent() -> bool:
    """The figures of an office 仿宋 are right as they are."""
    face = FACES[0]
    return matched_family(face) == face.free


@cache
def latin_font() -> bytes:
    """Made once per installation; where its folder cannot be written, once per process (a second of work)."""
    kept = Path(settings.FONTS_DIR) / "latin.ttf"
    with suppress(OSError):  # a service sees the program read-only, and as another user than who set it up
        return kept.read_bytes()
    faces = Path(settings.FONTS_DIR) / "faces"
    made = _lent(faces / "songti.ttf", beside=faces / "fangsong.ttf")
    with suppress(OSError):
        keep(kept, made, mode=0o644)
    return made


def _lent(source: Path, *, beside: Path) -> bytes:
    options = subset.Options(layout_features=[], notdef_outline=True)
    font = subset.load_font(str(source), options, lazy=True)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=LENT)
    subsetter.subset(font)
    _same_height(font, TTFont(beside, lazy=True))
    target = BytesIO()
    font.save(target)
    return target.getvalue()


def _same_height(font: Any, model: Any) -> None:
    """Lines that mix both fonts stay as high as lines of one."""
    font["hhea"].ascent, font["hhea"].descent = model["hhea"].ascent, model["hhea"].descent
    font["OS/2"].sTypoAscender, font["OS/2"].sTypoDescender = model["hhea"].ascent, model["hhea"].descent
