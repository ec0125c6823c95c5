"""Jobs: items are taken once, held by a lease, settled by who holds them, and counted."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from departments import batch_items, batches
from departments.models import AuditEvent, Batch, BatchItem

State = BatchItem.State


@pytest.fixture
def batch(submission, manager):
    """A job of three parts, all about the same submission, and an archive."""
    parts = [(submission.assessment_id, submission.pk)] * 3
    return batches.start(Batch.Kind.DOCUMENTS, parts, selection="三个部门", options={}, by=manager)


def killed(item):
    """Its worker is gone, and its lease is over."""
    BatchItem.objects.filter(pk=item.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def settle_parts(batch, *, failing=()):
    while (item := batch_items.claim()) and item.step == BatchItem.Step.PART:
        if item.number in failing:
            batch_items.failed(item, "文件太大。")
        else:
            batch_items.done(item, [])
    return item


def verbs():
    return list(AuditEvent.objects.filter(verb__startswith="batch_").values_list("verb", flat=True))


def test_an_item_is_held_by_one_worker_only(batch):
    taken = [batch_items.claim().number for _ in range(3)]

    assert taken == [1, 2, 3]
    assert batch_items.claim() is None


def test_the_archive_waits_for_every_part(batch):
    archive = settle_parts(batch)

    assert archive.step == BatchItem.Step.ARCHIVE
    assert batches.progress(batch) == batches.Progress(0, 0, 3, 0, archive="running")


def test_a_small_job_does_not_wait_for_a_large_one(batch, submission, manager):
    batch_items.claim()
    small = batches.start(
        Batch.Kind.DOCUMENTS, [(submission.assessment_id, submission.pk)], selection="一个", options={},
        by=manager,
    )  # fmt: skip

    assert batch_items.claim().batch == small


def test_what_a_killed_worker_held_is_taken_up_after_its_lease(batch):
    first = batch_items.claim()
    killed(first)

    again = batch_items.claim()

    assert (again.pk, again.attempts) == (first.pk, 2)
    assert batch_items.done(first, [{"sha256": "of the dead"}]) is False
    assert batch_items.done(again, [{"sha256": "of the living"}]) is True
    assert BatchItem.objects.get(pk=first.pk).files == [{"sha256": "of the living"}]


def test_an_item_that_kills_its_workers_fails_in_the_end(batch):
    for _ in range(batch_items.MOST_ATTEMPTS):
        killed(item := batch_items.claim())

    assert batch_items.claim().pk != item.pk
    item.refresh_from_db()
    assert (item.state, item.error) == (State.FAILED, batch_items.KILLED)


def test_a_long_item_renews_its_lease_until_the_job_is_cancelled(batch, manager):
    item = batch_items.claim()
    killed(item)
    batch_items.renew(item)
    assert batch_items.next_expiry() > timezone.now()

    batches.cancel(batch, by=manager)

    with pytest.raises(batch_items.Lost):
        batch_items.renew(item)


def test_a_finished_job_says_so_in_the_audit_record(batch):
    archive = settle_parts(batch, failing={2})

    batch_items.done(archive, [{"sha256": "ab" * 32}])

    batch.refresh_from_db()
    assert not batch.is_open
    assert verbs() == ["batch_start", "batch_finish"]
    event = AuditEvent.objects.get(verb="batch_finish")
    assert (event.actor, event.reason) == (None, f"SHA-256 {'ab' * 32}；未完成1个")


@pytest.mark.parametrize(("chosen", "waiting"), [("one", 1), ("all", 2)])
def test_failed_items_are_tried_again_one_by_one_or_all(batch, manager, chosen, waiting):
    batch_items.done(settle_parts(batch, failing={1, 3}), [{"sha256": "ab" * 32}])
    item = batches.failures(batch).first().pk if chosen == "one" else None

    count = batches.retry(batch, item=item, by=manager)

    batch.refresh_from_db()
    progress = batches.progress(batch)
    assert (count, progress.waiting, progress.archive, batch.is_open) == (waiting, waiting, "waiting", True)
    assert verbs()[-1] == "batch_retry"


def test_an_archive_being_packed_is_packed_again_with_what_is_retried(batch, manager):
    packing = settle_parts(batch, failing={2})
    batches.retry(batch, by=manager)

    with pytest.raises(batch_items.Lost):
        batch_items.renew(packing)
    assert batch_items.done(packing, [{"sha256": "of the incomplete"}]) is False
    again = settle_parts(batch)
    assert (again.pk, again.attempts) == (packing.pk, 1)
    assert batch_items.done(again, [{"sha256": "of the whole"}]) is True
    assert batches.archive_of(batch) == {"sha256": "of the whole"}
    assert verbs() == ["batch_start", "batch_retry", "batch_finish"]


@pytest.mark.parametrize("state", [State.WAITING, State.RUNNING])
def test_no_archive_is_settled_before_its_parts(batch, state):
    archive = settle_parts(batch)
    until = timezone.now() + timedelta(minutes=1) if state == State.RUNNING else None
    batch.items.filter(number=1).update(state=state, lease_until=until)

    assert batch_items.done(archive, [{"sha256": "ab" * 32}]) is False
    assert batch_items.failed(archive, "磁盘已满。") is False
    batch.refresh_from_db()
    assert batch.is_open


def test_nothing_failed_is_nothing_to_try_again(batch, manager):
    assert batches.retry(batch, by=manager) == 0
    assert "batch_retry" not in verbs()


def test_a_cancelled_job_is_not_worked_on(batch, manager):
    assert batches.cancel(batch, by=manager) is True
    assert batches.cancel(batch, by=manager) is False

    assert batch_items.claim() is None
    assert verbs() == ["batch_start", "batch_cancel"]


@pytest.mark.parametrize("verb", [batches.retry, batches.cancel])
def test_a_job_is_its_starters_own(batch, other_manager, verb):
    assert list(batches.visible(other_manager)) == []
    with pytest.raises(PermissionDenied):
        verb(batch, by=other_manager)


def test_the_queue_is_counted_with_its_oldest_job(batch):
    batch_items.claim()
    Batch.objects.filter(pk=batch.pk).update(requested_at=timezone.now() - timedelta(minutes=5))

    number, seconds = batches.waiting()

    assert number == 3
    assert 300 <= seconds < 600


def test_a_job_nobody_works_on_is_offered_again_once_in_a_while(batch):
    minute = timedelta(minutes=1)
    assert batches.call_due(batch, minute) is False  # it has only begun
    Batch.objects.filter(pk=batch.pk).update(requested_at=timezone.now() - 2 * minute)

    assert [batches.call_due(batch, minute) for _ in range(3)] == [True, False, False]
