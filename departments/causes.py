"""更正原因: why what was approved or published is taken back. Chosen from a list, and said in words."""

REOPENING = {
    "figures": "数据填报有误",
    "texts": "文字表述有误",
    "evidence": "佐证材料有误或需要补充",
    "inspection": "审计、巡察或财政检查要求更正",
    "policy": "政策口径或评分方法调整",
    "other": "其他原因",
}
CAUSES: dict[str, dict[str, str]] = {
    "reopen": REOPENING,
    "ask_reopen": REOPENING,
    "unpublish": {"unfit": "含有不宜公开的内容", **REOPENING},
}
"""Verb → key → words. A verb that is not here asks for words only."""


class NoCause(Exception):
    """None of the list was chosen; the message says so."""


def said(verb: str, cause: str, text: str) -> str:
    """The reason as it is kept: “数据填报有误：决算批复后调整”; "" without words. Raises NoCause."""
    if verb not in CAUSES or not text.strip():
        return text.strip()
    if cause not in CAUSES[verb]:
        raise NoCause("请从列表中选择原因。")
    return f"{CAUSES[verb][cause]}：{text.strip()}"
