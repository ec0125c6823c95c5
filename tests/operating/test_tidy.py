"""Old marks go, young ones stay, and the second run finds nothing."""

import os
import time
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from departments.models import AuditEvent, LiveSession, PostedOnce, Presence


@pytest.fixture
def clutter(preparer, assessment):
    """One old and one young of each."""
    now = timezone.now()
    for name, age in (("old", timedelta(days=31)), ("young", timedelta(0))):
        LiveSession.objects.create(
            session_key=name, session_data="", expire_date=now - age + timedelta(hours=1)
        )
        row = PostedOnce.objects.create(user=preparer, key=name)
        PostedOnce.objects.filter(pk=row.pk).update(at=now - age)
        Presence.objects.create(user=preparer, assessment=assessment, section=name, at=now - age)


def test_what_is_old_goes_and_is_told(clutter, capsys):
    events = AuditEvent.objects.count()

    call_command("tidy")

    assert capsys.readouterr().out.splitlines() == [
        "已删除过期会话：1条",
        "已删除按钮标识：1条",
        "已删除在线记录：1条",
        "已删除用量：0条",
        "已删除没有取走的初始密码表：0条",
        "已删除批量任务的压缩包：0个",
        "已删除未写完的文件：0个",
        "已删除后台消息：0个",
    ]
    assert [LiveSession.objects.get().session_key, PostedOnce.objects.get().key] == ["young", "young"]
    assert Presence.objects.get().section == "young"
    assert AuditEvent.objects.count() == events


def test_a_second_run_removes_nothing(clutter, capsys):
    call_command("tidy")
    capsys.readouterr()

    call_command("tidy")

    assert {line[-2:] for line in capsys.readouterr().out.splitlines()} == {"0条", "0个"}


def test_what_a_killed_process_left_half_written_goes_after_a_day(db, capsys, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    folder = tmp_path / "documents"
    folder.mkdir()
    for name in (".old.part", ".young.part", "whole.pdf"):
        (folder / name).write_bytes(b"%PDF")
    two_days_ago = time.time() - 2 * 24 * 60 * 60
    for name in (".old.part", "whole.pdf"):
        os.utime(folder / name, (two_days_ago, two_days_ago))

    call_command("tidy")

    assert "已删除未写完的文件：1个" in capsys.readouterr().out
    assert {x.name for x in folder.iterdir()} == {".young.part", "whole.pdf"}
