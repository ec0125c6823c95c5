"""完成标记: who finished a part and when; a change afterwards shows, whoever made it and however."""

from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied

from departments import evidence, parts, queries, workflow
from departments.models import BudgetLine, FinishedPart, Indicator, Project, Section
from tests import factories

from . import evidence_files as files

HTMX = {"HX-Request": "true"}
TEXT = "texts-analysis"


def part_of(assessment, key):
    facts = queries.facts_for(assessment)
    return next(x for x in parts.of(assessment, facts) if x.key == key)


def test_every_section_and_every_text_is_a_part(assessment):
    texts = [f"texts-{x['section']}" for x in assessment.fiscal_year.outline.text_blocks()]

    assert list(parts.labels(assessment)) == [
        "basics", "budget", "projects", "indicators", *texts, "evidence",
    ]  # fmt: skip
    assert not any(x.mark for x in parts.of(assessment, queries.facts_for(assessment)))


def test_a_mark_says_who_and_when_and_is_recorded(assessment, preparer):
    version = assessment.version
    parts.finish(assessment, "budget", by=preparer)
    part = part_of(assessment, "budget")
    event = assessment.audit_events.last()

    assert part.is_finished
    assert (part.mark.finished_by_name, part.mark.finished_by) == (preparer.name, preparer)
    assert (event.verb, event.target, event.actor) == ("finish_part", "预算执行", preparer)
    assessment.refresh_from_db()
    assert assessment.version == version


CHANGES = {
    "basics": lambda a: type(a).objects.filter(pk=a.pk).update(contact="王敏"),
    "budget": lambda a: BudgetLine.objects.filter(assessment=a).update(spent=1),
    "projects": lambda a: Project.objects.filter(assessment=a).update(purpose="另一用途"),
    "indicators": lambda a: Indicator.objects.filter(goal__assessment=a).update(accumulation="latest"),
    TEXT: lambda a: Section.objects.filter(assessment=a, key="analysis").update(text="改写了。"),
    "evidence": lambda a: None,
}


@pytest.mark.variations
@pytest.mark.parametrize("key", CHANGES)
def test_only_the_changed_part_says_so(key, assessment, preparer):
    for other in CHANGES:
        parts.finish(assessment, other, by=preparer)
    CHANGES[key](assessment)
    if key == "evidence":
        evidence.add(assessment, BytesIO(files.PDF), "证明.pdf", set(), by=preparer)
    assessment.refresh_from_db()

    found = parts.of(assessment, queries.facts_for(assessment))
    assert [x.key for x in found if x.is_changed] == [key]
    assert not part_of(assessment, key).is_finished


def test_what_is_changed_back_is_finished_again(assessment, preparer):
    parts.finish(assessment, "budget", by=preparer)
    before = list(BudgetLine.objects.filter(assessment=assessment))
    CHANGES["budget"](assessment)
    BudgetLine.objects.bulk_update(before, ["spent"])

    assert part_of(assessment, "budget").is_finished


def test_a_second_mark_counts_only_after_a_change(assessment, preparer, department):
    other = factories.member(department, "preparer", name="李强")
    parts.finish(assessment, TEXT, by=preparer)
    parts.finish(assessment, TEXT, by=other)
    assert part_of(assessment, TEXT).mark.finished_by == preparer

    CHANGES[TEXT](assessment)
    parts.finish(assessment, TEXT, by=other)
    assert part_of(assessment, TEXT).mark.finished_by == other
    assert part_of(assessment, TEXT).is_finished
    assert FinishedPart.objects.count() == 1


def test_reopening_takes_the_mark_back_and_is_recorded(assessment, preparer):
    parts.reopen(assessment, "budget", by=preparer)
    assert not assessment.audit_events.filter(verb="reopen_part").exists()

    parts.finish(assessment, "budget", by=preparer)
    parts.reopen(assessment, "budget", by=preparer)
    assert part_of(assessment, "budget").mark is None
    assert assessment.audit_events.last().verb == "reopen_part"


def test_an_unknown_part_and_a_submitted_one_are_refused(assessment, preparer):
    with pytest.raises(parts.UnknownPart):
        parts.finish(assessment, "texts-none", by=preparer)
    parts.finish(assessment, "budget", by=preparer)
    workflow.submit(assessment, by=preparer)
    with pytest.raises(PermissionDenied):
        parts.reopen(assessment, "budget", by=preparer)


def test_submission_does_not_wait_for_marks(assessment, preparer):
    parts.finish(assessment, "projects", by=preparer)
    CHANGES["projects"](assessment)
    workflow.submit(assessment, by=preparer)

    assert part_of(assessment, "projects").is_changed


def test_the_page_marks_and_the_overview_counts(client, assessment, preparer):
    client.force_login(preparer)
    address = f"/assessments/{assessment.pk}/"
    answer = client.post(f"{address}parts/", {"part": "budget", "done": "1"})
    assert answer.url == f"{address}budget/#part-budget"

    page = client.get(f"{address}budget/").content.decode()
    assert f"{preparer.name} " in page
    assert "标为完成：预算执行" not in page
    assert "取消完成" in page
    total = len(parts.labels(assessment))
    assert f"1/{total}" in client.get(address).content.decode()


def test_an_autosave_shows_that_the_part_was_changed(client, assessment, preparer):
    client.force_login(preparer)
    parts.finish(assessment, TEXT, by=preparer)
    row = Section.objects.get(assessment=assessment, key="analysis")
    page = client.get(f"/assessments/{assessment.pk}/texts/")
    base = next(x.base for _, x in page.context["texts"] if x.ident == "analysis")
    token = "section-analysis"
    data = {"rows": token, f"{token}-base": base, f"{token}-text": f"{row.text}又及。"}
    answer = client.post(f"/assessments/{assessment.pk}/texts/", data, headers=HTMX).content.decode()

    assert 'id="part-texts-analysis"' in answer
    assert "完成后有改动" in answer


def test_a_part_that_is_not_there_is_not_found(client, assessment, preparer):
    client.force_login(preparer)
    address = f"/assessments/{assessment.pk}/parts/"

    assert client.post(address, {"part": "texts-none", "done": "1"}).status_code == 404
    assert client.post(address, headers={"X-Page-User": "0"}, data={"part": "budget"}).status_code == 409
