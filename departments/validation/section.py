"""Checks of 文字说明."""

from collections.abc import Iterator
from dataclasses import replace

from departments.scoring.naming import Figures, Token, nearest, resolve, unknown_figures

from .findings import Finding, error
from .forms import Assessed
from .wording import says_nothing


def check_required_sections_filled(assessed: Assessed) -> Iterator[Finding]:
    """提纲要求的文字说明不得空白，也不得只写“无”“暂无”。"""
    for key, title in assessed.facts.required_sections.items():
        text = assessed.facts.sections.get(key, "")
        if says_nothing(text):
            yield error(
                f"文字说明／{title}",
                f"“{title}”没有实质内容。",
                found=text.strip() or "空白",
                expected="说明文字",
                key=f"section:{key}",
            )


def check_texts_are_as_long_as_asked(assessed: Assessed) -> Iterator[Finding]:
    """文字说明的字数应在提纲规定的范围内；空白不计，引用的数据按代入后的文字计。"""
    for key, (shortest, longest) in assessed.facts.section_lengths.items():
        length = len("".join(resolve(assessed.facts.sections.get(key, ""), assessed.figures).split()))
        if length and ((shortest and length < shortest) or (longest and length > longest)):
            title = assessed.facts.title_of(key)
            bounds = (f"不少于{shortest}字" if shortest else "", f"不超过{longest}字" if longest else "")
            expected = "，".join(filter(None, bounds))
            message = f"“{title}”有{length}字，提纲要求{expected}。"
            place, found = f"文字说明／{title}", f"{length}字"
            yield error(place, message, found=found, expected=expected, key=f"section:{key}")


def check_figures_in_texts_are_known(assessed: Assessed) -> Iterator[Finding]:
    """文字说明中用花括号引用的数据名称和格式应存在。"""
    for key, text in assessed.facts.sections.items():
        title = assessed.facts.title_of(key)
        for number, token in enumerate(unknown_figures(text, assessed.figures), 1):
            place = f"文字说明／{title}／引用{number}"
            yield _unknown(token, place, f"section:{key}", assessed.figures)


def _unknown(token: Token, place: str, key: str, figures: Figures) -> Finding:
    """A name that was mistyped, or whose project or indicator was renamed or deleted."""
    near = nearest(token.name, figures)
    right = f"{{{near}}}" if near else ""
    hint = f"，是否为{right}？" if right else "。"
    message = f"没有名为{token.written}的数据或格式，可能已改名或删除{hint}"
    found = error(place, message, found=token.written, expected="可引用的数据名称", key=key)
    return replace(found, start=token.start, end=token.end, right=right)
