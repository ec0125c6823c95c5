"""Eight ways to tamper with the audit record past its guards: each is found, named, told from the others."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from departments import audit
from departments.audit import chain, guards, keys, verifying
from departments.models import AuditEvent

from ..flushing import unguarded

COUNT = 6


@pytest.fixture
def events(preparer, assessment):
    write(COUNT, preparer)
    return AuditEvent._base_manager


@pytest.fixture
def anchor(events, tmp_path):
    """The head as printed while everything was well."""
    file = tmp_path / "anchors"
    file.write_text(printed("audit_head"), encoding="utf-8")
    return file


def write(count, by, start=1):
    for number in range(start, start + count):
        with transaction.atomic():
            audit.record("edit", by=by, target=f"第{number}次", reason=f"理由{number}")


def printed(command, *args):
    out = StringIO()
    call_command(command, *args, stdout=out)
    return out.getvalue()


def breaks(anchor=None):
    anchors = verifying.read_anchors(anchor.read_text("utf-8")) if anchor else []
    return [(x.number, x.check) for x in verifying.verify(anchors)]


def seal(event, previous):
    """Give an event the hashes it should have, as somebody who reads the source but has no key can."""
    event.previous_hash = previous.hash
    event.hash = audit.digest(event)
    return event


def save(event):
    columns = [field.attname for field in event._meta.concrete_fields if not field.primary_key]
    AuditEvent._base_manager.filter(pk=event.pk).update(**{name: getattr(event, name) for name in columns})


def test_a_whole_record_has_no_breaks(events, anchor):
    assert breaks(anchor) == []
    assert printed("verify_audit", "--anchor", str(anchor)) == "审计记录完好，共6条，核对锚点1个。\n"


def test_1_an_edit_is_found(events):
    with unguarded(connection):
        events.filter(number=3).update(reason="改写")

    assert breaks() == [(3, "内容的摘要")]


def test_2_a_deletion_is_found(events):
    with unguarded(connection):
        events.filter(number=3).delete()

    assert breaks() == [(4, "序号"), (4, "前一条的摘要")]


def test_3_a_swap_is_found(events):
    with unguarded(connection):
        for number, new in ((3, 99), (4, 3), (99, 4)):
            events.filter(number=number).update(number=new)

    assert breaks()[:3] == [(4, "序号"), (4, "内容的摘要"), (3, "序号")]


def test_3_a_swap_of_contents_is_found(events):
    third, fourth = events.get(number=3), events.get(number=4)
    third.reason, fourth.reason = fourth.reason, third.reason
    with unguarded(connection):
        save(third)
        save(fourth)

    assert breaks() == [(3, "内容的摘要"), (4, "内容的摘要")]


def test_4_an_insertion_is_found(events):
    """Even with hashes that fit: it is not signed."""
    forged = seal(AuditEvent(**vars_of(events.get(number=6))), events.get(number=6))
    forged.number = 7
    forged.hash = audit.digest(forged)
    events.bulk_create([forged])

    assert breaks() == [(7, "签名")]


def test_5_a_cut_tail_is_found_by_the_anchor(events, anchor):
    with unguarded(connection):
        events.filter(number__gt=4).delete()

    assert breaks() == []
    assert breaks(anchor) == [(6, "已锚定的记录")]


def test_6_a_rewritten_suffix_is_found(events):
    """All hashes fit again, the signatures do not."""
    with unguarded(connection):
        rewrite(events, start=4)

    assert breaks() == [(4, "签名"), (5, "签名"), (6, "签名")]


def test_6_a_suffix_rewritten_with_the_key_is_found_by_the_anchor(events, anchor):
    with unguarded(connection):
        rewrite(events, start=4, with_key=True)

    assert breaks() == []
    assert breaks(anchor) == [(6, "已锚定的摘要")]


def test_6_a_suffix_without_signatures_is_found(events):
    with unguarded(connection):
        rewrite(events, start=4, algorithm="", key_id="", mac="")

    assert breaks() == [(4, "签名"), (5, "签名"), (6, "签名")]


def test_7_an_old_backup_put_back_is_found_by_the_anchor(events, anchor, preparer):
    """Work goes on after it, and the chain is whole again."""
    with unguarded(connection):
        events.filter(number__gt=3).delete()
    write(5, preparer, start=40)

    assert breaks() == []
    assert breaks(anchor) == [(6, "已锚定的摘要")]


def test_8_an_emptied_table_is_found_by_the_anchor(events, anchor):
    with unguarded(connection), connection.cursor() as cursor:
        connection.check_constraints()  # PostgreSQL empties no table that it has still to check
        verb = "TRUNCATE" if connection.vendor == "postgresql" else "DELETE FROM"
        cursor.execute(f"{verb} departments_auditevent")

    assert breaks(anchor) == [(6, "已锚定的记录")]


def test_everything_rewritten_without_a_signature_is_found(events):
    with unguarded(connection):
        rewrite(events, start=1, algorithm="", key_id="", mac="")

    assert breaks() == [(6, "签名")]


def test_a_missing_guard_is_found(events):
    with connection.cursor() as cursor:
        name = guards.NAMES[connection.vendor][0]
        table = " ON departments_auditevent" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER {name}{table}")

    assert [str(x) for x in verifying.verify()] == [
        f"审计记录：数据库触发器：为“{name}不存在或已停用”，应为“存在并启用”。"
    ]


def rewrite(events, start, *, with_key=False, **values):
    previous = events.filter(number=start - 1).first() or AuditEvent(hash=chain.NO_HASH)
    for event in list(events.filter(number__gte=start).order_by("pk")):
        event.reason = "改写"
        for name, value in values.items():
            setattr(event, name, value)
        seal(event, previous)
        if with_key:
            event.mac = keys.mac(event.hash, event.key_id, event.algorithm)
        save(event)
        previous = event


def vars_of(event):
    return {
        field.attname: getattr(event, field.attname)
        for field in event._meta.concrete_fields
        if not field.primary_key
    }


def test_the_command_names_each_break_and_fails(events):
    with unguarded(connection):
        events.filter(number=3).update(reason="改写")
    found = events.get(number=3)
    out = StringIO()

    with pytest.raises(CommandError, match="审计记录有1处问题") as failure:
        call_command("verify_audit", stdout=out)

    assert failure.value.returncode == 1
    assert out.getvalue() == (f"第3条：内容的摘要：为“{found.hash}”，应为“{audit.digest(found)}”。\n")


def test_the_command_answers_as_json(events):
    out = StringIO()
    call_command("verify_audit", "--format", "json", stdout=out)

    assert json.loads(out.getvalue()) == {"events": 6, "head": chain.head().hash, "breaks": []}


@pytest.mark.parametrize("text", [None, "无", "6 abc", "6"])
def test_an_anchor_that_cannot_be_read_is_said(events, tmp_path, text):
    file = tmp_path / "anchors"
    if text:
        file.write_text(text, encoding="utf-8")

    with pytest.raises(CommandError, match="不能读取") as failure:
        call_command("verify_audit", "--anchor", str(file))

    assert failure.value.returncode == 2


@pytest.mark.parametrize("algorithm", ["sha256", "sm3"])
def test_either_algorithm_verifies_and_says_so(settings, preparer, algorithm):
    settings.AUDIT_ALGORITHM = algorithm
    write(2, preparer)

    assert breaks() == []
    assert {x.algorithm for x in AuditEvent.objects.all()} == {algorithm}


def test_a_change_of_the_algorithm_keeps_the_chain(settings, events, preparer):
    settings.AUDIT_ALGORITHM = "sm3"
    write(2, preparer, start=7)

    assert breaks() == []


def test_a_new_key_signs_and_the_old_one_verifies(settings, tmp_path, preparer):
    from perfeval.secret import kept_keys

    settings.VAR_DIR = tmp_path
    settings.AUDIT_KEYS = kept_keys(tmp_path / "audit_keys")
    write(2, preparer)
    printed("rotate_audit_key")
    write(1, preparer)

    assert [x.key_id for x in AuditEvent.objects.all()] == ["k1", "k1", "k2", "k2"]
    assert breaks() == []
    assert kept_keys(tmp_path / "audit_keys") == settings.AUDIT_KEYS
    assert (tmp_path / "audit_keys").stat().st_mode & 0o777 == 0o600


def test_keys_of_the_environment_are_not_changed_here(settings, tmp_path, db):
    settings.VAR_DIR, settings.AUDIT_KEYS = tmp_path, {"k9": "x"}

    with pytest.raises(CommandError, match="PERFEVAL_AUDIT_KEYS"):
        call_command("rotate_audit_key")


def test_a_key_that_is_gone_is_said(settings, events):
    settings.AUDIT_KEYS = {"other": "x"}

    assert breaks() == [(number, "密钥") for number in range(1, COUNT + 1)]


@pytest.mark.variations
@pytest.mark.parametrize("column", ["app_version", "scheme_version", "acting_for_id"])
def test_a_later_column_is_sealed_in_new_events_and_cannot_be_filled_in_old_ones(events, preparer, column):
    event = events.get(number=COUNT)
    old = {"app_version": "", "scheme_version": "", "acting_for_id": None}
    value = preparer.pk if column == "acting_for_id" else "9.9"
    with unguarded(connection):
        events.filter(number=COUNT).update(**{column: value})
    assert breaks() == [(COUNT, "内容的摘要")]

    for name, blank in old.items():
        setattr(event, name, blank)
    event.hash = audit.digest(event)
    event.mac = keys.mac(event.hash, event.key_id, event.algorithm)
    with unguarded(connection):
        save(event)
    assert breaks() == []

    with unguarded(connection):
        events.filter(number=COUNT).update(**{column: value})
    assert breaks() == [(COUNT, "内容的摘要")]


def test_an_event_of_before_the_later_columns_keeps_its_hash(events):
    event = events.get(number=COUNT)
    event.app_version = event.scheme_version = ""
    content = [
        event.previous_hash, event.at.isoformat(), event.actor_id, event.actor_name, event.verb,
        event.assessment_id, event.target, event.changes, event.reason, event.submission_sha256,
        event.number, event.actor_roles, event.department_path, event.address, event.request_id,
        event.rows, event.result, event.algorithm, event.key_id,
    ]  # fmt: skip

    assert audit.digest(event) == audit.canonical_sha256(content)


def test_new_events_name_the_version_of_the_program_and_of_the_scheme(assessment, preparer, settings):
    with transaction.atomic():
        event = audit.record("edit", by=preparer, target=assessment, assessment=assessment)

    assert event.app_version == settings.VERSION
    assert event.scheme_version == "hubei-department-2020；hubei-project-2020"
