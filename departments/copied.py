"""Copied texts: what is submitted is compared with everything submitted before, by a sample of its shingles.

Whatever the number of departments, a comparison reads a bounded number of rows: a shingle that many texts
hold is a set phrase, and no more than `COMMON` of them are kept for it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from heapq import nsmallest
from typing import Any

from django.db.models import Count

from .models import Assessment, FiledShingle, FiledText, Outline, Submission
from .scoring.facts import AssessmentFacts
from .validation import Likeness
from .validation.boilerplate import PHRASES
from .validation.copied_texts import check_texts_changed_since_last_year, check_texts_not_copied
from .validation.copying import ALIKE, SHORTEST, bare, shingles
from .validation.findings import Finding

SAMPLED = 16
"""One shingle in so many is kept of a filed text."""
ASKED = 48
"""Shingles of a section that are looked up, however long it is."""
COMMON = 40
"""Texts with the same shingle from which on it is a set phrase."""
FEWEST_OWN, FEWEST = 10, 3
"""Shingles of a section, and of those looked up, that are no set phrases; with fewer, nothing can be told."""
HINT = 0.4
"""Share of the looked-up shingles from which on a text is read and compared in full."""
READ = 3
"""Texts that are compared in full with one section, the most alike ones."""
UNCHANGED = 0.9
"""From this share on a text of an earlier year was taken over as it was."""
_BATCH = 500


@dataclass(frozen=True)
class Alike:
    """A section and the filed text it is most alike."""

    likeness: Likeness
    text: FiledText

    def to_dict(self, finding: int) -> dict[str, Any]:
        """What a submission keeps of it, under the number of the finding that speaks of it."""
        other = self.text.assessment
        return {
            "finding": finding,
            "section": self.likeness.section,
            "share": self.likeness.share,
            "submission": self.text.submission_id,
            "department": other.department_name,
            "year": self.likeness.year,
            "key": self.text.key,
        }


@dataclass(frozen=True)
class Section:
    """A text to be compared: all its shingles but set phrases, and those looked up."""

    key: str
    sha256: str
    shingles: frozenset[int]
    asked: frozenset[int]


def file_texts(submission: Submission, facts: AssessmentFacts) -> None:
    """Keep the texts of a new submission for comparison, in place of those of the one before it."""
    assessment = submission.assessment
    before = {row.key: row for row in assessment.filed_texts.all()}
    assessment.filed_texts.all().delete()
    rows = []
    for section in _sections(facts, submission.outline):
        was = before.get(section.key)
        first = was.filed_at if was and was.sha256 == section.sha256 else submission.submitted_at
        kept = {"submission": submission, "key": section.key, "sha256": section.sha256}
        text = FiledText.objects.create(assessment=assessment, filed_at=first, **kept)
        rows += [FiledShingle(shingle=x, text=text) for x in section.shingles if x % SAMPLED == 0]
    common = _common([row.shingle for row in rows])
    FiledShingle.objects.bulk_create([row for row in rows if row.shingle not in common], batch_size=_BATCH)


def _common(sample: Sequence[int]) -> set[int]:
    """Those that enough texts hold already."""
    found: set[int] = set()
    for at in range(0, len(sample), _BATCH):
        held = FiledShingle.objects.filter(shingle__in=sample[at : at + _BATCH]).order_by()
        counted = held.values("shingle").annotate(texts=Count("text")).filter(texts__gte=COMMON)
        found.update(row["shingle"] for row in counted)
    return found


def find(assessment: Assessment, facts: AssessmentFacts) -> tuple[Alike, ...]:
    """For each section the filed text it is most alike, where that is alike enough to tell."""
    sections = list(_sections(facts, assessment.fiscal_year.outline))
    hinted = dict(_hinted(sections, assessment))
    if not hinted:
        return ()
    texts = FiledText.objects.filter(pk__in={pk for found in hinted.values() for pk in found})
    by_pk = {row.pk: row for row in texts.select_related("assessment__department", "assessment__fiscal_year")}
    return tuple(
        _alikes(sections, {key: [by_pk[x] for x in found] for key, found in hinted.items()}, assessment)
    )


def _alikes(
    sections: Iterable[Section], likely: dict[str, list[FiledText]], assessment: Assessment
) -> Iterator[Alike]:
    own = {row.key: row for row in assessment.filed_texts.all()}
    frozen = _frozen(text for texts in likely.values() for text in texts)
    for section in sections:
        earlier = [x for x in likely.get(section.key, ()) if _is_earlier(x, section, own)]
        found = [x for text in earlier if (x := _alike(section, text, frozen[text.pk], assessment))]
        if found:  # another department's before the own one of an earlier year
            yield min(found, key=lambda x: (x.likeness.is_own, -x.likeness.share))


def to_freeze(findings: Sequence[Finding], alikes: Iterable[Alike]) -> list[dict[str, Any]]:
    """Which text each finding of copied texts speaks of."""
    by_section = {f"section:{x.likeness.section}": x for x in alikes}
    checks = (check_texts_not_copied.__name__, check_texts_changed_since_last_year.__name__)
    return [by_section[x.key].to_dict(n) for n, x in enumerate(findings) if x.check in checks]


def _hinted(sections: Iterable[Section], assessment: Assessment) -> Iterator[tuple[str, list[int]]]:
    """Section → the filed texts that hold many of its shingles, the most alike first. One query."""
    asked = {shingle for section in sections for shingle in section.asked}
    holders: dict[int, list[int]] = defaultdict(list)
    held = FiledShingle.objects.filter(shingle__in=asked).exclude(text__assessment=assessment)
    for shingle, text in held.values_list("shingle", "text_id") if asked else ():
        holders[shingle].append(text)
    for section in sections:
        rare = [holders[x] for x in section.asked if len(holders[x]) < COMMON]
        if len(rare) >= FEWEST:
            counts = Counter(text for texts in rare for text in texts)
            if likely := [pk for pk, n in counts.most_common(READ) if n >= HINT * len(rare)]:
                yield section.key, likely


def _is_earlier(text: FiledText, section: Section, own: dict[str, FiledText]) -> bool:
    """Who submitted the very same words before the other did has not copied them."""
    filed = own.get(section.key)
    return filed is None or filed.sha256 != section.sha256 or text.filed_at <= filed.filed_at


def _frozen(texts: Iterable[FiledText]) -> dict[int, frozenset[int]]:
    """Filed text → its shingles, as it was frozen. One query for a few submissions."""
    by_pk = {text.pk: text for text in texts}
    rows = Submission.objects.filter(pk__in={text.submission_id for text in by_pk.values()}).only("facts")
    sections = {row.pk: row.facts["sections"] for row in rows}
    return {pk: shingles(sections[x.submission_id].get(x.key, "")) for pk, x in by_pk.items()}


def _alike(section: Section, text: FiledText, others: frozenset[int], assessment: Assessment) -> Alike | None:
    """The likeness, where so much is the same that it was taken from there."""
    share = len(section.shingles & others) / len(section.shingles)
    year, is_own = text.assessment.fiscal_year.year, text.assessment.department_id == assessment.department_id
    if share < (UNCHANGED if is_own else ALIKE) or (is_own and year > assessment.fiscal_year.year):
        return None
    return Alike(Likeness(section.key, round(share * 100), year, is_own), text)


def _sections(facts: AssessmentFacts, outline: Outline) -> Iterator[Section]:
    """The texts long enough to be told apart, without what anybody may write."""
    phrases = outline.texts()
    return (x for key, text in facts.sections.items() if (x := _section(key, text, phrases)))


@lru_cache(maxsize=256)
def _section(key: str, text: str, phrases: tuple[str, ...]) -> Section | None:
    """One text; those of some 20 self-assessments are kept, since an autosave changes one of them or none."""
    letters, own = bare(text), shingles(text) - _phrases(phrases)
    if len(letters) < SHORTEST or len(own) < FEWEST_OWN:
        return None
    asked = frozenset(nsmallest(ASKED, (x for x in own if x % SAMPLED == 0)))
    return Section(key, sha256(letters.encode()).hexdigest(), own, asked)


@lru_cache(maxsize=64)
def _phrases(texts: tuple[str, ...]) -> frozenset[int]:
    """The shingles of set phrases and of an outline's own words."""
    return frozenset(x for text in (*PHRASES, *texts) for x in shingles(text))
