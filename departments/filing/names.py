"""File names as people wrote them, without what could mislead a reader or a file system."""

import re
import unicodedata

LONGEST = 120
"""Characters of a kept name: long enough for the title of a 公文, short enough for every file system."""
NAMELESS = "未命名"
_INVISIBLE = ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")
"""Categories that show nothing, or turn the reading direction (“fdp.exe” spoofed by U+202E)."""
_RESERVED = str.maketrans('<>:"|?*', "＜＞：＂｜？＊")
"""Windows cannot save these; their full-width forms look the same."""


def clean_name(raw: str) -> str:
    """NFC, the last part of a path, nothing invisible, at most `LONGEST` characters, its extension kept."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", raw))[-1]
    seen = "".join(x for x in last if unicodedata.category(x) not in _INVISIBLE)
    name = " ".join(seen.translate(_RESERVED).split()).strip(". ")
    stem, extension = split_name(name)
    return f"{(stem or NAMELESS)[: LONGEST - len(extension)].rstrip()}{extension}"


def split_name(name: str) -> tuple[str, str]:
    """Stem and extension with its dot; a long or odd last part is no extension."""
    stem, dot, extension = name.rpartition(".")
    if not dot or not re.fullmatch(r"[A-Za-z0-9]{1,10}", extension):
        return name, ""
    return stem.rstrip(". "), f".{extension}"
