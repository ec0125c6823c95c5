"""A finished document read by the headings of the outline: which text belongs to which section."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..reading.book import Block

SURE, LIKELY, DOUBTFUL = "高", "中", "低"
_NUMBERING = re.compile(r"^[（(]?([0-9]{1,2}|[一二三四五六七八九十]{1,3})[）)、.．]+")
_FOLDED = str.maketrans("（），：；。．", "(),:;..")


@dataclass(frozen=True)
class Anchor:
    """A heading of the outline. `section` is the text that follows it; "" when none does."""

    pattern: re.Pattern[str]
    loose: re.Pattern[str]
    section: str
    is_lead: bool = False


@dataclass
class FoundText:
    """The paragraphs found for a section, and how sure that is."""

    section: str
    confidence: str
    lines: list[str] = field(default_factory=list)


@dataclass
class FoundTexts:
    """What belongs to a section, and what does not."""

    texts: dict[str, FoundText] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)


def squeezed(text: str) -> str:
    """Without blanks, with half-width marks."""
    return "".join(text.split()).translate(_FOLDED)


def anchors_of(outline: Mapping[str, Any]) -> list[Anchor]:
    """In the order of the document: title lines, headings, leads."""
    lines = [
        *outline.get("document_title", ()),
        outline.get("attachment_mark", ""),
        outline.get("subtitle", ""),
    ]
    found = [_anchor(line, "") for line in lines if line]
    blocks = outline["blocks"]
    for number, block in enumerate(blocks):
        following = blocks[number + 1] if number + 1 < len(blocks) else {}
        if "heading" in block:
            found.append(
                _anchor(block["text"], "" if following.get("lead") else following.get("section", ""))
            )
        elif block.get("lead"):
            found.append(_anchor(block["lead"], block["section"], is_lead=True))
        elif "attachment_note" in block:
            found.append(_anchor(block["attachment_note"], ""))
    return found


def _anchor(text: str, section: str, *, is_lead: bool = False) -> Anchor:
    written = squeezed(text)
    return Anchor(_pattern(written), _pattern(_NUMBERING.sub("", written)), section, is_lead)


def _pattern(text: str) -> re.Pattern[str]:
    escaped = re.escape(text.rstrip(".:"))
    return re.compile(
        escaped.replace(re.escape("{year}"), "[0-9]{4}").replace(re.escape("{department}"), ".{2,40}?")
    )


def read(blocks: Sequence[Block], outline: Mapping[str, Any]) -> FoundTexts:
    """Walk through the document; headings only ever move forward."""
    anchors, at = anchors_of(outline), 0
    found, current = FoundTexts(), ""
    for block in blocks:
        if block.table is not None:
            continue
        match = _match(block.text, anchors, at)
        if match is None:
            _keep(found, current, block.text)
            continue
        number, confidence, rest = match
        at, current = number + 1, anchors[number].section
        if current:
            found.texts.setdefault(current, FoundText(current, confidence))
        if rest:
            _keep(found, current, rest)
    return found


def _keep(found: FoundTexts, section: str, text: str) -> None:
    if section:
        found.texts[section].lines.append(text)
    else:
        found.unread.append(text)


def _match(text: str, anchors: Sequence[Anchor], at: int) -> tuple[int, str, str] | None:
    """The next anchor the paragraph is, or begins with; its confidence; what follows in the paragraph."""
    written = squeezed(text)
    for number, anchor in list(enumerate(anchors))[at:]:
        if anchor.is_lead:
            if number - at <= 1 and (lead := anchor.pattern.match(written)):
                return number, SURE, _after(text, lead.end())
        elif anchor.pattern.fullmatch(written.rstrip(".:")):
            return number, SURE, ""
    without = _NUMBERING.sub("", written).rstrip(".:")
    for number, anchor in list(enumerate(anchors))[at:]:
        if not anchor.is_lead and without and anchor.loose.fullmatch(without):
            return number, LIKELY, ""
    return None


def _after(text: str, squeezed_length: int) -> str:
    """The paragraph behind its first so many visible characters (and the mark that closes them)."""
    seen = 0
    for place, letter in enumerate(text):
        if seen == squeezed_length:
            return text[place:].lstrip("。：:.、 \u3000")
        seen += not letter.isspace()
    return ""


def paragraphs(found: FoundTexts) -> Iterator[tuple[str, str, str]]:
    """Section, text, confidence."""
    for item in found.texts.values():
        if text := "\n".join(item.lines).strip():
            yield item.section, text, item.confidence
