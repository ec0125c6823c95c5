"""Words that say nothing: “无”, “暂无” are no reason and no text."""

import re

EMPTY_WORDS = frozenset(
    ("", "无", "暂无", "没有", "无原因", "无偏差", "不适用", "略", "同上", "none", "na", "nil", "null")
)
_NOISE = re.compile(r"[\s\W_]+")


def says_nothing(text: str) -> bool:
    """Whether a reason or text is blank, punctuation only, or one of the empty words."""
    return _NOISE.sub("", text).lower() in EMPTY_WORDS
