"""What was found to be false, as findings with the sentence and the computation."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

from departments.validation.findings import LONGEST, Elsewhere, Finding, warning

from .examining import Examination
from .judging import CONTRADICTS, WORDS, Statement
from .rewriting import rewritten
from .sentences import Mention

QUOTED = 60
"""Characters of the sentence that a message quotes."""

Place = Callable[[Statement], tuple[str, str]]
"""From a statement to the place of the text (文字说明／执行率情况) and its key."""


def findings_of(examination: Examination, place_of: Place, check: str | None = None) -> Iterator[Finding]:
    """A warning for each fault, of one check or of all; equal figures of one place are numbered."""
    seen: Counter[tuple[str, str]] = Counter()
    for fault in examination.faults:
        place, key = place_of(fault)
        own = f"{place}／{_original(examination, fault)}"
        seen[fault.check, own] += 1
        again = seen[fault.check, own]
        if check in (None, fault.check):
            yield _finding(examination, fault, own if again == 1 else f"{own}（第{again}处）", key)


def in_sections(examination: Examination) -> Place:
    """Places as the application names them: the title of the text."""

    def place(fault: Statement) -> tuple[str, str]:
        section = examination.sections[fault.mention.sentence.section]
        return section.title, section.key

    return place


def in_paragraphs(fault: Statement) -> tuple[str, str]:
    """Places of a plain text: the number of the paragraph."""
    return f"第{fault.mention.sentence.paragraph + 1}段", ""


def _finding(examination: Examination, fault: Statement, place: str, key: str) -> Finding:
    start, end = _span(examination, fault.mention)
    words = f"“{_quote(examination, fault)}”：{fault.computation}，{_conclusion(fault)}。"
    found = warning(place, words, found=fault.mention.quantity.text, expected=fault.expected, key=key)
    return replace(
        found,
        check=fault.check,
        place=found.place[:LONGEST],
        start=start,
        end=end,
        right=_right(examination, fault.mention, fault.expected),
        others=tuple(_others(examination, fault)),
    )


def _span(examination: Examination, mention: Mention) -> tuple[int, int]:
    return examination.sections[mention.sentence.section].text.span(mention.start, mention.end)


def _right(examination: Examination, mention: Mention, expected: str) -> str:
    """What would mend the text at a figure; nothing where the figure was put in by name."""
    text = examination.sections[mention.sentence.section].text
    if text.is_from_figure(mention.start, mention.end):
        return ""
    return rewritten(mention.quantity, text.original[slice(*_span(examination, mention))], expected)


def _others(examination: Examination, fault: Statement) -> Iterator[Elsewhere]:
    """The cell of the table, and the figures of other sentences that the computation used."""
    if fault.source:
        yield Elsewhere("表格中的数据", fault.source)
    mended = {x.mention: x.expected for x in examination.faults if x.verdict == CONTRADICTS}
    for mention in fault.operands:
        if mention.sentence == fault.mention.sentence and fault.verdict != CONTRADICTS:
            continue
        key = examination.sections[mention.sentence.section].key
        right = _right(examination, mention, mended[mention]) if mention in mended else ""
        words = f"{_title(examination, mention)}“{mention.quantity.text}”"
        yield Elsewhere(words, key, *_span(examination, mention), right)


def _title(examination: Examination, mention: Mention) -> str:
    return examination.sections[mention.sentence.section].title.rpartition("／")[2]


def _original(examination: Examination, fault: Statement) -> str:
    text = examination.sections[fault.mention.sentence.section].text
    return text.resolved[fault.mention.start : fault.mention.end]


def _conclusion(fault: Statement) -> str:
    if fault.verdict == CONTRADICTS:
        return f"{WORDS[fault.verdict]}，请核实以何者为准"
    return f"{WORDS[fault.verdict]}，应为{fault.expected}"


def _quote(examination: Examination, fault: Statement) -> str:
    """The figure with the words before it, back to the beginning of the sentence if that is near."""
    sentence = fault.mention.sentence
    text = examination.sections[sentence.section].text.resolved
    start = max(sentence.start, fault.mention.end - QUOTED)
    cut = "…" if start > sentence.start else ""
    return cut + " ".join(text[start : fault.mention.end].split())
