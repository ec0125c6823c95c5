"""The faces of a 公文, and the fontconfig rules that find a font for each."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape  # nosec B406

SYSTEM_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts")


@dataclass(frozen=True)
class Face:
    """One face of a 公文: the office fonts that are it, and the free font that stands in."""

    family: str
    office: tuple[str, ...]
    free: str
    rare: str = "AR PL UMing CN"  # what the free font lacks
    is_bold: bool = False

    @property
    def stack(self) -> tuple[str, ...]:
        return (*self.office, self.free, self.rare, "AR PL UMing CN", "DejaVu Sans")


FACES = (
    Face(
        "perfeval-fangsong",
        ("仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong", "STFangsong"),
        "FandolFang",
    ),
    Face(
        "perfeval-kaiti",
        ("楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi", "STKaiti"),
        "FandolKai",
        rare="AR PL UKai CN",
    ),
    Face("perfeval-heiti", ("黑体", "SimHei", "STHeiti"), "FandolHei", rare="Droid Sans Fallback"),
    Face("perfeval-songti", ("宋体", "SimSun", "STSong"), "FandolSong"),
    Face(
        "perfeval-xiaobiaosong",
        ("方正小标宋简体", "方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05"),
        "FandolSong",
        is_bold=True,
    ),
)


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
            '  <cachedir prefix="xdg">fontconfig</cachedir>',  # where the program is read-only
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
    if face.is_bold:
        yield '    <edit name="weight" mode="assign"><const>bold</const></edit>'
    yield "  </match>"


def _generic(family: str, ours: str) -> Iterator[str]:
    yield f"  <alias><family>{family}</family>"
    yield f"    <prefer><family>DejaVu Sans</family><family>{ours}</family></prefer></alias>"
