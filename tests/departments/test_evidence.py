"""Keeping, tying, freezing and removing files: one transaction each, and nothing that was cited is lost."""

import io
import time
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from departments import editing, evidence, explaining, proving, queries, workflow
from departments.audit import canonical_sha256
from departments.evidence import Refused
from departments.importing import import_facts
from departments.models import AuditEvent, Evidence, Indicator, Project, Submission, User
from departments.validation import findings_in
from tests import factories

from . import evidence_files as files
from .racing import at_once


def add(assessment, by, *rows, name="合同.pdf", content=files.PDF):
    tokens = frozenset(evidence.token_of(row) for row in rows)
    return evidence.add(assessment, io.BytesIO(content), name, tokens, by=by).row


def stored(settings):
    """Every file on the disk."""
    return sorted(path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())


@pytest.fixture
def indicators(assessment):
    return list(Indicator.objects.filter(goal__assessment=assessment))


@pytest.fixture
def foreign(other_department, fiscal_year):
    """An indicator of the neighbour."""
    return factories.complete_assessment(other_department, fiscal_year).goals.get().indicators.first()


def test_a_file_is_kept_under_a_name_nobody_guesses(preparer, assessment, indicators, settings):
    row = add(assessment, preparer, *indicators, name="../合同\x00（一）.pdf")

    (path,) = stored(settings)
    assert path.read_bytes() == files.PDF
    assert path.suffix == ""
    assert (row.name, row.size, row.uploaded_by) == ("合同（一）.pdf", len(files.PDF), preparer)
    assert list(row.indicators.all()) == indicators
    event = AuditEvent.objects.get()
    assert (event.verb, event.target, event.actor) == ("edit", "佐证材料", preparer)
    assert event.changes == [
        {"row": row.name, "field": "文件", "old": None, "new": f"SHA-256 {row.sha256}，{row.size}字节"},
        {"row": row.name, "field": "关联指标", "old": None, "new": "引进重点企业数、招商活动场次"},
    ]
    assessment.refresh_from_db()
    assert assessment.version == 2


def test_the_same_file_twice_is_tied_again_and_kept_once(preparer, assessment, indicators, settings):
    first = add(assessment, preparer, indicators[0])
    again = evidence.add(
        assessment, io.BytesIO(files.PDF), "副本.pdf", {evidence.token_of(indicators[1])}, by=preparer
    )

    assert (again.row, again.is_new, again.row.name) == (first, False, "合同.pdf")
    assert list(first.indicators.all()) == indicators
    assert len(stored(settings)) == 1


def test_the_same_file_in_two_self_assessments_is_two_files(
    preparer, stranger, assessment, foreign, settings
):
    add(assessment, preparer)
    add(foreign.goal.assessment, stranger)

    assert len(stored(settings)) == 2


def test_a_refused_file_leaves_nothing(preparer, assessment, settings):
    with pytest.raises(Refused, match=r"“材料\.zip”没有上传"):
        add(assessment, preparer, name="材料.zip", content=files.plain_zip())

    assert (stored(settings), Evidence.objects.count(), AuditEvent.objects.count()) == ([], 0, 0)


def test_a_row_of_another_department_is_refused_and_leaves_nothing(preparer, assessment, foreign, settings):
    with pytest.raises(PermissionDenied):
        add(assessment, preparer, foreign)

    assert (stored(settings), Evidence.objects.count(), AuditEvent.objects.count()) == ([], 0, 0)


def test_a_transaction_that_fails_takes_its_file_along(preparer, assessment, settings, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(editing, "finish", fail)
    with pytest.raises(RuntimeError):
        add(assessment, preparer)

    assert (stored(settings), Evidence.objects.count()) == ([], 0)


def test_a_file_is_on_the_disk_before_its_row(preparer, assessment, settings, monkeypatch):
    seen = []
    finish = editing.finish
    monkeypatch.setattr(
        editing, "finish", lambda *args, **kw: (seen.append(len(stored(settings))), finish(*args, **kw))
    )
    add(assessment, preparer)

    assert seen == [1]


@pytest.mark.parametrize("who", ["stranger", "reviewer", "manager"])
def test_others_keep_nothing(request, assessment, who, settings):
    with pytest.raises(PermissionDenied):
        add(assessment, request.getfixturevalue(who))

    assert stored(settings) == []


def test_nobody_changes_the_files_of_what_is_submitted(preparer, assessment, indicators):
    row = add(assessment, preparer, *indicators)
    factories.explain_everything(assessment)
    factories.submission(assessment, by=preparer)
    token = {evidence.token_of(indicators[0])}

    for attempt in (
        lambda: add(assessment, preparer, name="另一份.txt", content=b"abc"),
        lambda: evidence.tie(assessment, row.pk, add=frozenset(), remove=token, by=preparer),
        lambda: evidence.remove(assessment, row.pk, by=preparer),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
    assert row.indicators.count() == 2


@pytest.mark.parametrize(("spare", "is_kept"), [(0, True), (1, True), (-1, False)])
def test_the_quota_is_kept_to_the_byte(preparer, assessment, settings, spare, is_kept):
    add(assessment, preparer, name="说明.txt", content=b"abc")
    settings.EVIDENCE_QUOTA_BYTES = 3 + len(files.PDF) + spare
    if is_kept:
        add(assessment, preparer)
    else:
        with pytest.raises(Refused, match="总量上限"):
            add(assessment, preparer)

    assert len(stored(settings)) == 1 + is_kept


def test_the_quota_does_not_stop_what_is_there_already(preparer, assessment, settings):
    row = add(assessment, preparer)
    settings.EVIDENCE_QUOTA_BYTES = 1

    assert add(assessment, preparer) == row


def test_ties_change_only_what_this_person_changed(preparer, head, assessment, indicators):
    """Both pages showed the first indicator; one adds the second, the other takes the first away."""
    row = add(assessment, preparer, indicators[0])
    first, second = map(evidence.token_of, indicators)

    evidence.tie(assessment, row.pk, add={second}, remove=frozenset(), by=preparer)
    evidence.tie(assessment, row.pk, add=frozenset(), remove={first}, by=head)

    assert list(row.indicators.all()) == [indicators[1]]
    assert AuditEvent.objects.last().changes == [
        {
            "row": "合同.pdf",
            "field": "关联指标",
            "old": "引进重点企业数、招商活动场次",
            "new": "招商活动场次",
        }
    ]


def test_a_file_may_prove_a_project_and_a_text(preparer, assessment):
    project, section = assessment.projects.get(), assessment.sections.first()

    row = add(assessment, preparer, project, section)

    assert (list(row.projects.all()), list(row.sections.all())) == ([project], [section])


def test_an_uncited_file_goes_with_its_row(
    preparer, assessment, indicators, settings, django_capture_on_commit_callbacks
):
    row = add(assessment, preparer, *indicators)
    with django_capture_on_commit_callbacks(execute=True):
        evidence.remove(assessment, row.pk, by=preparer)

    assert (stored(settings), Evidence.objects.count()) == ([], 0)
    assert AuditEvent.objects.last().changes[0]["new"] is None


def test_a_removal_that_is_rolled_back_keeps_the_file(
    preparer, assessment, settings, django_capture_on_commit_callbacks
):
    row = add(assessment, preparer)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        evidence.remove(assessment, row.pk, by=preparer)
        transaction.set_rollback(True)

    assert (len(stored(settings)), Evidence.objects.count()) == (1, 1)


# --- freezing ---------------------------------------------------------------------------------


@pytest.fixture
def cited(preparer, assessment, indicators):
    """A submission that cites one file for one indicator, a project and a text."""
    add(assessment, preparer, indicators[1], assessment.projects.get(), assessment.sections.first())
    factories.explain_everything(assessment)
    return factories.submission(assessment, by=preparer)


def test_a_submission_freezes_the_set_of_files(cited, assessment):
    key = assessment.sections.first().key
    row = Evidence.objects.get()

    assert Submission.objects.get().evidence == [
        {
            "name": "合同.pdf",
            "size": len(files.PDF),
            "sha256": row.sha256,
            "ties": ["goals[0].indicators[1]", "projects[0]", f"sections.{key}"],
        }
    ]


def test_the_hash_covers_the_files(cited):
    names = ("facts", "scorecards", "findings", "explanations", "evidence", "basics")
    content = {name: getattr(cited, name) for name in names}

    assert canonical_sha256(content) == cited.sha256
    content["evidence"] = []
    assert canonical_sha256(content) != cited.sha256


def test_what_a_submission_cites_is_never_lost(
    preparer, assessment, cited, settings, django_capture_on_commit_callbacks
):
    workflow.withdraw(cited.assessment, by=preparer)
    row = Evidence.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        evidence.remove(assessment, row.pk, by=preparer)

    row.refresh_from_db()
    assert row.removed_at is not None
    assert len(stored(settings)) == 1
    assert list(proving.evidence_of(assessment)) == []
    assert queries.facts_for(assessment).goals[0].indicators[1].evidence_count == 0
    assert evidence.used(assessment) == 0
    with pytest.raises(Evidence.DoesNotExist):
        evidence.remove(assessment, row.pk, by=preparer)


def test_a_removed_file_handed_in_again_is_there_again(preparer, assessment, cited, settings):
    workflow.withdraw(cited.assessment, by=preparer)
    assessment.refresh_from_db()
    row = Evidence.objects.get()
    evidence.remove(assessment, row.pk, by=preparer)

    again = evidence.add(assessment, io.BytesIO(files.PDF), "新合同.pdf", frozenset(), by=preparer)

    assert (again.row, again.is_new, again.row.name) == (row, True, "新合同.pdf")
    assert len(stored(settings)) == 1
    assert Submission.objects.get().evidence[0]["name"] == "合同.pdf"


# --- the check --------------------------------------------------------------------------------


def missing(assessment):
    found = findings_in(queries.facts_for(assessment))
    return [(x.place, x.found, x.message) for x in found if x.check == "check_evidence_attached"]


def test_indicators_without_files_are_one_finding(preparer, assessment, indicators):
    sentence = "2个指标中2个没有佐证材料：引进重点企业数、招商活动场次。"
    assert missing(assessment) == [("佐证材料", "0个", sentence)]

    add(assessment, preparer, indicators[0])
    assert missing(assessment) == [("佐证材料", "1个", "2个指标中1个没有佐证材料：招商活动场次。")]
    add(assessment, preparer, indicators[1])
    assert missing(assessment) == []


def test_counting_files_keeps_the_order_of_the_indicators(preparer, assessment, indicators):
    """A query that groups forgets the order of its model."""
    first, second = indicators
    add(assessment, preparer, first, second)
    Indicator.objects.filter(pk=first.pk).update(order=9)

    found = queries.facts_for(assessment).goals[0].indicators

    assert [x.key for x in found] == [f"indicator:{second.pk}", f"indicator:{first.pk}"]


def test_one_explanation_of_the_missing_files_suffices(preparer, assessment):
    assessment.explanations.filter(check_name="check_evidence_attached").delete()
    with pytest.raises(workflow.NotReady) as not_ready:
        workflow.submit(assessment, by=preparer)
    assert [x.check for x in not_ready.value.findings] == ["check_evidence_attached"]

    explaining.explain(assessment, not_ready.value.findings[0], "本单位按规定留存备查。", by=preparer)

    assert workflow.submit(assessment, by=preparer).evidence == []


def test_an_indicator_deleted_or_a_project_deleted_leaves_the_file(preparer, assessment, indicators):
    row = add(assessment, preparer, indicators[0], assessment.projects.get())
    Indicator.objects.filter(pk=indicators[0].pk).delete()
    Project.objects.all().delete()

    assert (list(row.indicators.all()), list(row.projects.all())) == ([], [])
    assert proving.evidence_to_freeze(assessment, queries.facts_for(assessment))[0]["ties"] == []


def test_files_stay_tied_when_an_import_makes_the_rows_anew(preparer, assessment, indicators):
    row = add(assessment, preparer, indicators[1], assessment.projects.get(), assessment.sections.first())
    key, facts = assessment.sections.first().key, queries.facts_for(assessment)
    swapped = replace(facts.goals[0], indicators=facts.goals[0].indicators[::-1])

    import_facts(replace(facts, goals=(swapped,)), by=preparer)

    assert [x.name for x in row.indicators.all()] == ["招商活动场次"]
    assert row.indicators.get().pk != indicators[1].pk
    assert [x.name for x in row.projects.all()] == ["招商引资专项"]
    assert [x.key for x in row.sections.all()] == [key]


def test_a_tie_to_what_an_import_drops_goes(preparer, assessment, indicators):
    row = add(assessment, preparer, *indicators)
    facts = queries.facts_for(assessment)
    only = replace(facts.goals[0], indicators=facts.goals[0].indicators[:1])

    import_facts(replace(facts, goals=(only,)), by=preparer)

    assert [x.name for x in row.indicators.all()] == ["引进重点企业数"]


# --- several people at once -------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_files_at_once_do_not_pass_the_quota_together(preparer, head, assessment, settings):
    settings.EVIDENCE_QUOTA_BYTES = 5
    answers = _at_once(assessment, [preparer, head], [b"abc", b"def"])

    assert sorted(type(x).__name__ for x in answers) == ["Evidence", "Refused"]
    assert len(stored(settings)) == Evidence.objects.count() == 1


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_same_file_twice_at_once_is_one_file(preparer, head, assessment, settings):
    answers = _at_once(assessment, [preparer, head], [b"abc", b"abc"])

    assert [type(x) for x in answers] == [Evidence, Evidence]
    assert len(stored(settings)) == Evidence.objects.count() == 1


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_quota_would_be_passed(preparer, head, assessment, settings, monkeypatch):
    """The negative control."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)
    look = evidence._room
    monkeypatch.setattr(evidence, "_room", lambda *args: (look(*args), time.sleep(0.3)))
    settings.EVIDENCE_QUOTA_BYTES = 5
    _at_once(assessment, [preparer, head], [b"abc", b"def"])

    assert Evidence.objects.count() == 2


def _at_once(assessment, people, contents):
    return at_once(
        *[
            lambda person=person, content=content: add(
                assessment, User.objects.get(pk=person.pk), name="说明.txt", content=content
            )
            for person, content in zip(people, contents, strict=True)
        ]
    )
