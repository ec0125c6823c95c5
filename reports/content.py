"""What a document says, before it has a format: PDF, Word and the preview render this same content."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from departments.page_setup import STANDARD, PageSetup
from departments.scoring.facts import AssessmentFacts
from departments.scoring.naming import resolved_texts
from departments.scoring.scorecard import Scorecard

from .grid import Table
from .pictures import Picture
from .tables import TABLES
from .tables.waivers import ANNEX, Waived, noted, waivers
from .text import printable
from .titles import balanced


@dataclass(frozen=True)
class Heading:
    """A heading of the outline, level 1 (一、) to 4 (（1）)."""

    kind: ClassVar[str] = "heading"
    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of typed text; `lead` is a heading of the outline that runs into it."""

    kind: ClassVar[str] = "paragraph"
    text: str
    lead: str = ""


@dataclass(frozen=True)
class AttachmentNote:
    """附件说明, one line below the text: the attachments by name, numbered where there are several."""

    kind: ClassVar[str] = "note"
    label: str
    names: tuple[str, ...]

    @property
    def numbered(self) -> list[tuple[str, str]]:
        """Number, empty for a single one, and name of each."""
        is_single = len(self.names) == 1
        return [("" if is_single else f"{n}.", name) for n, name in enumerate(self.names, 1)]


@dataclass(frozen=True)
class Attachment:
    """附件: on a page of its own, its label on line 1, its title on line 3."""

    kind: ClassVar[str] = "attachment"
    label: str
    title: tuple[str, ...]
    table: Table
    landscape: bool = False


Block = Heading | Paragraph | AttachmentNote | Attachment | Table | Picture


@dataclass(frozen=True)
class ReportContent:
    """One document. `tables` are the forms for Excel, whether or not the outline prints them."""

    department: str
    year: int
    title: tuple[str, ...]
    mark: str
    subtitle: str
    blocks: tuple[Block, ...]
    draft: bool
    tables: Mapping[str, tuple[Table, ...]] = field(default_factory=dict)
    page: PageSetup = STANDARD

    @property
    def name(self) -> str:
        """The title on one line."""
        return "".join(self.title)


@dataclass(frozen=True)
class Source:
    """What the blocks of an outline are filled from."""

    facts: AssessmentFacts
    scorecards: Sequence[Scorecard]
    filled_on: str
    waived: Sequence[Waived] = ()
    texts: Mapping[str, str] = field(default_factory=dict)

    def names(self, text: str) -> str:
        """Put year and department into a text of the outline."""
        year, department = str(self.facts.year), self.facts.department_name
        return text.replace("{year}", year).replace("{department}", department)

    def title(self, lines: Sequence[str]) -> tuple[str, ...]:
        """The lines of a title, none longer than the page is wide."""
        return balanced([self.names(line) for line in lines], after=self.facts.department_name)

    def tables(self, name: str) -> tuple[Table, ...]:
        if name == ANNEX:
            return (waivers(self.waived),) if self.waived else ()
        tables = tuple(TABLES[name](self.facts, self.scorecards, self.filled_on))
        return tuple(noted(table, self.waived) for table in tables) if name == "form" else tables


def content_of(
    facts: AssessmentFacts,
    scorecards: Sequence[Scorecard],
    outline: Mapping[str, Any],
    *,
    draft: bool,
    filled_on: str = "",
    waived: Sequence[Waived] = (),
) -> ReportContent:
    """Fill an outline with the facts, their scores and the officer's texts; waived rules are annexed."""
    source = Source(facts, scorecards, filled_on, waived, resolved_texts(facts, scorecards))
    return ReportContent(
        department=facts.department_name, year=facts.year, draft=draft, page=PageSetup.of(outline),
        title=source.title(outline["document_title"]),
        mark=source.names(outline.get("attachment_mark", "")),
        subtitle=source.names(outline.get("subtitle", "")),
        blocks=tuple(_numbered(list(_filled(outline, source)))),
        tables={name: source.tables(name) for name in (*TABLES, ANNEX)},
    )  # fmt: skip


def _filled(outline: Mapping[str, Any], source: Source) -> Iterator[Block]:
    """The blocks of the outline, and after them what it does not ask for and no reader may miss."""
    for item in outline["blocks"]:
        yield from _blocks(item, source)
    yield from (Attachment("附件", (table.title,), table) for table in source.tables(ANNEX))


def _blocks(item: Mapping[str, Any], source: Source) -> Iterator[Block]:
    """The first key of an item that names a kind of block decides what it becomes."""
    for key, blocks_of in KINDS.items():
        if key in item:
            yield from blocks_of(item, source)
            return


def _numbered(blocks: Sequence[Block]) -> Iterator[Block]:
    """附件, or 附件1, 附件2 … where there are several; the 附件说明 lists them."""
    names = ["".join(x.title) for x in blocks if isinstance(x, Attachment)]
    numbers = iter(range(1, len(names) + 1) if len(names) > 1 else [""] * len(names))
    for block in blocks:
        if isinstance(block, Attachment):
            yield replace(block, label=f"{block.label}{next(numbers)}")
        elif not isinstance(block, AttachmentNote):
            yield block
        elif listed := tuple(names) or block.names:
            yield replace(block, names=listed)


def _heading(item: Mapping[str, Any], source: Source) -> Iterator[Block]:
    yield Heading(item["heading"], source.names(item["text"]))


def _section(item: Mapping[str, Any], source: Source) -> Iterator[Block]:
    text = source.texts.get(item["section"], "")
    lead = source.names(item.get("lead", ""))
    for line in filter(None, (line.strip() for line in printable(text).splitlines())):
        yield Paragraph(line, lead)
        lead = ""


def _note(item: Mapping[str, Any], source: Source) -> Iterator[Block]:
    label, colon, name = source.names(item["attachment_note"]).partition("：")
    yield AttachmentNote(label + colon, (name.strip(),) if name.strip() else ())


def _attachment(item: Mapping[str, Any], source: Source) -> Iterator[Block]:
    for table in source.tables(item["table"]):
        named = item.get("title")
        title = source.title(named) if named else balanced([table.title], after=table.subject)
        yield Attachment(source.names(item["attachment"]), title, table, item.get("landscape", False))


def _table(item: Mapping[str, Any], source: Source) -> Iterator[Block]:
    yield from source.tables(item["table"])


KINDS: dict[str, Callable[[Mapping[str, Any], Source], Iterator[Block]]] = {
    "heading": _heading,
    "section": _section,
    "attachment_note": _note,
    "attachment": _attachment,
    "table": _table,
}
"""Key of an outline's block → the blocks of the document."""
