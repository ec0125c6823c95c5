"""催报: who is told, what is recorded, who is left in peace."""

import pytest
from django.core.exceptions import PermissionDenied

from departments import notices, urging, workflow
from departments.models import AuditEvent, Notice


def test_urging_tells_the_department_and_is_recorded(preparer, head, manager, assessment):
    urged = urging.urge([assessment], text="周五前务必报送", by=manager)

    row = notices.of(preparer).get()
    assert (urged.number, row.kind, row.detail) == (1, "urged", "周五前务必报送")
    assert row.text.startswith("东湖区财政局催报2025年度自评，应报日期")
    assert notices.unread(head) == 1
    event = AuditEvent.objects.get(verb="urge")
    assert (event.reason, len(event.changes)) == ("周五前务必报送", 1)


def test_urging_leaves_those_in_peace_who_have_filed(preparer, manager, submission):
    urged = urging.urge([submission.assessment], text="", by=manager)

    assert (urged.number, urged.filed, notices.unread(preparer)) == (0, 1, 0)
    assert not AuditEvent.objects.filter(verb="urge").exists()


def test_a_department_without_people_is_named(manager, assessment):
    urged = urging.urge([assessment], text="", by=manager)

    assert (urged.number, urged.without_people) == (0, [assessment])


def test_submitting_settles_the_urging(preparer, manager, reviewer, assessment):
    urging.urge([assessment], text="", by=manager)

    workflow.submit(assessment, by=preparer)

    assert notices.unread(preparer) == 0


def test_nobody_urges_who_does_not_manage(reviewer, assessment):
    with pytest.raises(PermissionDenied):
        urging.urge([assessment], text="", by=reviewer)

    assert Notice.objects.count() == 0
