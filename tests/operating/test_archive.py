"""What an archive may be: whole, or refused with the member's name."""

import json
import zipfile

import pytest
from django.apps import apps
from django.db import connection

from departments.backup import archive, notation, tables
from departments.backup.archive import Refused, Writer, is_safe, opened

MANIFEST = {"format": archive.FORMAT, "version": archive.VERSION}


@pytest.fixture
def whole(tmp_path):
    with Writer(tmp_path / "whole.zip") as writer:
        table = writer.add("tables/t.jsonl", [b"[1]\n", b"[2]\n"])
        file = writer.add("files/evidence/2025/a", [b"abc" * 50], packed=False)
        writer.finish(MANIFEST | {"tables": {"t": table}, "files": {"evidence/2025/a": file}})
    return tmp_path / "whole.zip"


def faults(path):
    with opened(path) as found:
        return list(found.faults())


def rewritten(path, manifest=None, **members):
    """The archive with other members, its manifest's own sum mended where that is changed."""
    with zipfile.ZipFile(path) as old:
        kept = {name: old.read(name) for name in old.namelist()} | members
    if manifest is not None:
        kept["manifest.json"] = json.dumps(manifest).encode()
        kept["manifest.sha256"] = archive.hashlib.sha256(kept["manifest.json"]).hexdigest().encode()
    with zipfile.ZipFile(path, "w") as new:
        for name, content in kept.items():
            if content is not None:
                new.writestr(name, content)
    return path


def test_a_whole_archive_has_no_faults(whole):
    assert faults(whole) == []


@pytest.mark.slow
def test_whichever_byte_flips_it_is_found_or_means_nothing(whole):
    """Times and flags of the ZIP itself mean nothing; every byte of content does."""
    stored = whole.read_bytes()
    with opened(whole) as found:
        content = {name: b"".join(found.chunks(name, 10_000)) for name in found._names}
    passed = 0
    for at in range(len(stored)):
        whole.write_bytes(stored[:at] + bytes([stored[at] ^ 0x55]) + stored[at + 1 :])
        try:
            with opened(whole) as found:
                if not list(found.faults()):
                    assert content == {name: b"".join(found.chunks(name, 10_000)) for name in content}
                    passed += 1
        except Refused:
            pass
    assert passed < len(stored) / 2


def test_changed_content_is_named_with_both_sums(whole):
    (fault,) = faults(rewritten(whole, **{"tables/t.jsonl": b"[1]\n[3]\n"}))

    assert fault.startswith("tables/t.jsonl：SHA-256为")
    assert "应为" in fault


def test_missing_and_additional_members_are_named(whole):
    found = faults(rewritten(whole, **{"tables/t.jsonl": None, "files/b": b"x"}))

    assert [x.split("：")[0] for x in found] == ["files/b", "tables/t.jsonl"]
    assert "缺失" in found[1]


def test_more_than_was_stated_is_not_read(whole):
    (fault,) = faults(rewritten(whole, **{"tables/t.jsonl": b"0" * 10_000_000}))

    assert "超过8字节" in fault


@pytest.mark.parametrize(
    "name", ["../a", "/etc/passwd", "a/../../b", "a\\..\\b", "c:/a", "a//b", "a/./b", ""]
)
def test_a_path_out_of_the_folder_is_refused(whole, name):
    assert not is_safe(name)
    with opened(whole) as found:
        stated = found.manifest["files"]["evidence/2025/a"]
        changed = found.manifest | {"files": {name: stated}}
    path = rewritten(whole, changed, **{f"files/{name}": b"abc" * 50, "files/evidence/2025/a": None})

    assert any("路径指向备份之外" in fault for fault in faults(path))


def test_other_formats_are_refused(whole, tmp_path):
    with opened(whole) as found:
        manifest = found.manifest | {"version": 99}
    with (
        pytest.raises(Refused, match="为perfeval-backup第99版，应为perfeval-backup第1版"),
        opened(rewritten(whole, manifest)),
    ):
        pass
    (tmp_path / "text").write_text("no archive")
    with pytest.raises(Refused, match="不是完整的备份文件"), opened(tmp_path / "text"):
        pass


def test_an_archive_that_failed_leaves_nothing(tmp_path):
    def failing():
        yield b"[1]\n"
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"), Writer(tmp_path / "a.zip") as writer:
        writer.add("tables/t.jsonl", failing())

    assert list(tmp_path.iterdir()) == []


def test_every_column_can_be_written(db):
    for table in tables.every():
        for field in table.fields:
            notation.writer(field)


def test_every_table_of_the_database_is_kept_or_left_out_for_a_reason(db):
    known = {table.name for table in tables.every()} | tables.LEFT_OUT.keys()

    assert set(connection.introspection.table_names()) - known == set()
    assert {model._meta.db_table for model in apps.get_models()} <= known
