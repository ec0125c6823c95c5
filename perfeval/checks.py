"""System checks of the machine: what official documents need is here, or how to get it."""

import ctypes
from collections.abc import Sequence
from ctypes.util import find_library
from functools import cache

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register

from perfeval.faces import FACES, Face

LIBRARIES = {
    "pango-1.0": "libpango-1.0.so.0",
    "pangoft2-1.0": "libpangoft2-1.0.so.0",
    "harfbuzz": "libharfbuzz.so.0",
    "harfbuzz-subset": "libharfbuzz-subset.so.0",
    "fontconfig": "libfontconfig.so.1",
}
REPAIR = "Run: ./dev setup"


@register()
def check_pdf_libraries(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """WeasyPrint's libraries load."""
    return [
        Error(f"Official documents need the library {soname}.", hint=REPAIR, id="perfeval.E001")
        for name, soname in LIBRARIES.items()
        if not _loads(name, soname)
    ]


@register()
def check_chinese_faces(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """Each face of a 公文 is an office font or the free font that stands in for it."""
    if not _loads("fontconfig", LIBRARIES["fontconfig"]):
        return []  # already said
    return [
        Error(
            f"No font for {face.family}: none of {', '.join((*face.office, face.free))} is here.",
            hint=REPAIR,
            id="perfeval.E002",
        )
        for face in FACES
        if matched_family(face) not in (*face.office, face.free)
    ]


def _loads(name: str, soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return find_library(name) is not None
    return True


@cache
def _fontconfig() -> ctypes.CDLL:
    library = ctypes.CDLL(LIBRARIES["fontconfig"])
    for function in ("FcPatternBuild", "FcPatternCreate", "FcFontMatch"):
        getattr(library, function).restype = ctypes.c_void_p
    return library


def matched_family(face: Face) -> str:
    """The family fontconfig gives to who asks for this face."""
    fc = _fontconfig()
    pattern = ctypes.c_void_p(fc.FcPatternCreate())
    fc.FcPatternAddString(pattern, b"family", face.family.encode())
    fc.FcConfigSubstitute(None, pattern, 0)
    fc.FcDefaultSubstitute(pattern)
    result = ctypes.c_int()
    match = ctypes.c_void_p(fc.FcFontMatch(None, pattern, ctypes.byref(result)))
    family = ctypes.c_char_p()
    if match:
        fc.FcPatternGetString(match, b"family", 0, ctypes.byref(family))
    name = (family.value or b"").decode()
    fc.FcPatternDestroy(pattern)
    if match:
        fc.FcPatternDestroy(match)
    return name
