"""Passwords that are guessed first: common ones, and what people make of them to get past a rule.

The words come from Django's list, the passwords that turn up most often in the known leaks. Longer ones are
common words with a year behind them, two of them in a row, or a walk over the keyboard: text that falls into
a few such pieces is as good as listed.
"""

import re
import unicodedata
from collections.abc import Container

WALKS = (
    "abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./",
    "!@#$%^&*()_+",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/", "q1w2e3r4t5y6u7i8o9p0", "1q2w3e4r5t6y7u8i9o0p",
    "qazwsxedcrfvtgbyhnujmikolp", "qweasdzxc", "1qazxsw23edcvfr45tgbnhy67ujm",
    "a1b2c3d4e5f6g7h8", "a1s2d3f4g5h6",
)  # fmt: skip
"""Keys in the order in which fingers find them; backwards too."""
BOTH_WAYS = tuple(way for walk in WALKS for way in (walk, walk[::-1]))
HERE = frozenset((
    "woaini", "aini", "zhongguo", "beijing", "shanghai", "wuhan", "hubei", "guangzhou", "shenzhen",
    "huawei", "xiaomi", "alibaba", "tencent", "taobao", "weixin", "zhifubao", "wodemima", "mima", "nihao",
    "zhangsan", "lisi", "wangwu", "xiaoming", "xiaohong", "laopo", "laogong", "baobao", "baobei", "jiayou",
    "fuwuqi", "guanliyuan", "yonghu", "xitong", "denglu", "ceshi", "kaifa", "jisuanji", "bangong", "keji",
    "gongsi", "zhongxin", "bumen", "renmin", "gongchandang", "weiyuanhui", "bangongshi", "shenji", "shenhe",
    "tianbao", "fuze", "yusuan", "juesuan", "admin", "root", "system", "test", "user", "guest", "manager",
    "server", "oracle", "postgres", "mysql", "redis", "sysadmin", "temp",
))  # fmt: skip
"""Words that are tried first in this country and its offices, and that no list of the world has so high."""
MOST_PIECES = 3
LEAST_WORD, LEAST_WALK, LONGEST_PIECE = 4, 3, 45
DISGUISE = str.maketrans("01345$@!", "oleassai")
DISGUISED = re.compile(r"(?<=[a-z])[01345$@!]+(?=[a-z])")
SMALL = re.compile(r"\d{1,4}|[^\w]{1,3}|(.)\1+")
"""A number such as a year, some signs, one sign over and over: each a piece by itself."""


def is_guessable(password: str, words: Container[str]) -> bool:
    """Whether it is one of the words, or falls into at most MOST_PIECES pieces that are tried first."""
    plain = unicodedata.normalize("NFKC", password).lower().strip()
    shown = DISGUISED.sub(lambda found: found[0].translate(DISGUISE), plain)
    return any(_repeated(x) or _pieces(x, words) <= MOST_PIECES for x in {plain, shown})


def _repeated(text: str) -> bool:
    """A few signs over and over."""
    return bool(re.fullmatch(r"(.{1,4}?)\1{2,}.{0,3}", text))


def _pieces(text: str, words: Container[str]) -> int:
    """The least number of pieces that make up the text; more than MOST_PIECES when it takes more."""
    enough, reached = MOST_PIECES + 1, {0}
    for count in range(1, enough):
        reached = {end for start in reached for end in _ends(text, start, words)}
        if len(text) in reached:
            return count
    return enough


def _ends(text: str, start: int, words: Container[str]) -> list[int]:
    stop = min(len(text), start + LONGEST_PIECE)
    ends = [end for end in range(start + 1, stop + 1) if _is_piece(text[start:end], words)]
    run = re.match(r"(.)\1+", text[start:])
    return [*ends, start + run.end()] if run else ends


def _is_piece(piece: str, words: Container[str]) -> bool:
    if SMALL.fullmatch(piece):
        return True
    is_word = len(piece) >= LEAST_WORD and (piece in words or piece in HERE)
    return is_word or (len(piece) >= LEAST_WALK and any(piece in walk for walk in BOTH_WAYS))
