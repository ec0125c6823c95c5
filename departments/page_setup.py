"""版式: margins and fonts of a document, as its outline states them; else those of GB/T 9704-2012."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

FONTS = {"xiaobiaosong": "小标宋", "fangsong": "仿宋", "kaiti": "楷体", "heiti": "黑体", "songti": "宋体"}
"""Word in an outline → what the font is called."""
MARGINS = {"top": "上（天头）", "bottom": "下（地脚）", "left": "左（订口）", "right": "右（切口）"}
ROLES = {"title": "标题", "heading": "一级标题", "subheading": "二级标题", "body": "正文"}
NARROWEST, WIDEST = 20, 50
"""Millimetres of a margin: the page number needs the first, a table the second."""


@dataclass(frozen=True)
class PageSetup:
    """Margins in whole millimetres; fonts by their words in `FONTS`.

    附件 marks are set as first headings, subtitles and leads as second ones; tables keep their 宋体.
    """

    top: int = 37
    bottom: int = 35
    left: int = 28
    right: int = 26
    title: str = "xiaobiaosong"
    heading: str = "heiti"
    subheading: str = "kaiti"
    body: str = "fangsong"

    @classmethod
    def of(cls, outline: Mapping[str, Any]) -> "PageSetup":
        """That of an outline without faults."""
        return cls(**outline.get("page", {}))

    @property
    def stated(self) -> dict[str, Any]:
        """What differs from the standard, as an outline keeps it."""
        standard = asdict(STANDARD)
        return {name: value for name, value in asdict(self).items() if value != standard[name]}

    @property
    def in_words(self) -> str:
        margins = "、".join(f"{label[0]}{getattr(self, name)}" for name, label in MARGINS.items())
        fonts = "、".join(f"{label}{FONTS[getattr(self, name)]}" for name, label in ROLES.items())
        return f"页边距（毫米）{margins}；{fonts}{'' if self.stated else '（国家标准）'}"

    @property
    def classes(self) -> str:
        """The fonts that are not the standard's, as the style sheet of documents knows them."""
        return "".join(f" {name}-{value}" for name, value in self.stated.items() if name in ROLES)


STANDARD = PageSetup()


def faults_in(page: Any) -> Iterator[tuple[str, str]]:
    """Key and what is wrong at it."""
    if not isinstance(page, Mapping):
        yield "page", "应为对象。"
        return
    for name, value in page.items():
        if name in MARGINS and (type(value) is not int or not NARROWEST <= value <= WIDEST):
            yield f"page.{name}", f"应为{NARROWEST}至{WIDEST}的整数（毫米）。"
        elif name in ROLES and (not isinstance(value, str) or value not in FONTS):
            yield f"page.{name}", f"应为{'、'.join(FONTS)}之一。"
        elif name not in MARGINS and name not in ROLES:
            yield "page", f"不应有“{str(name)[:40]}”，只能有{'、'.join((*MARGINS, *ROLES))}。"
