"""Put an archive into an empty, migrated database: everything, or nothing."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, transaction

from departments.audit import capture, keys, record, seal
from departments.models import AuditEvent

from . import tables
from .archive import FILES, TABLES, Archive, Refused
from .counters import set_last_keys
from .making import applied_migrations


def restore(archive: Archive, name: str, *, keys_lost: bool = False) -> None:
    """Files, then tables in one transaction, compared before its end. Raises Refused: nothing changed."""
    _must_be_whole(archive)
    _must_fit(archive)
    with _files(archive):
        try:
            with transaction.atomic(durable=True):
                _fill(archive)
                _must_be_signed(keys_lost=keys_lost)
                seal(by=None)
                record("restore", by=None, target=name, reason=f"备份清单的SHA-256为{archive.mark}")
        except DatabaseError as problem:
            raise Refused(f"数据库拒绝了备份中的数据：{problem}") from problem


def _must_be_whole(archive: Archive) -> None:
    if faults := list(archive.faults()):
        raise Refused("\n".join(faults))


def _must_fit(archive: Archive) -> None:
    """The database has the same tables as that of the archive, and nothing in them."""
    here, there = set(applied_migrations()), set(archive.manifest["migrations"])
    if here != there:
        found, wanted = (", ".join(sorted(x)) or "无" for x in (here - there, there - here))
        raise Refused(f"数据库结构与备份不同：多出{found}，缺少{wanted}。请用备份时的版本恢复，再升级。")
    every = {table.name: table.columns for table in tables.every()}
    stated = {name: table["columns"] for name, table in archive.tables.items()}
    if different := sorted(x for x in every.keys() | stated.keys() if every.get(x) != stated.get(x)):
        raise Refused(f"备份中的表与本系统不同：{', '.join(different)}。")
    for table in tables.every():
        if table.name not in tables.MADE_BY_MIGRATE and not table.is_empty(connection):
            raise Refused(f"数据库不是空的：表{table.name}中已有数据。请恢复到刚执行过migrate的新数据库。")


def _fill(archive: Archive) -> None:
    every = tables.every()
    with capture.paused(connection):
        with connection.cursor() as cursor:
            for name in tables.MADE_BY_MIGRATE:
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(name)}")  # nosec B608 # noqa: S608 - a constant
        for table in every:
            table.load(archive.lines(table.name), connection)
        set_last_keys(every, archive.manifest["last_keys"], connection)
        connection.check_constraints()
    for table in every:
        stated, found = archive.tables[table.name]["sha256"], _digest(table)
        if found != stated:
            raise Refused(f"{TABLES}{table.name}：恢复后的SHA-256为{found}，应为{stated}。")


def _digest(table: tables.Table) -> str:
    digest = hashlib.sha256()
    for line in table.lines(connection):
        digest.update(line)
    return digest.hexdigest()


def _must_be_signed(*, keys_lost: bool) -> None:
    """The keys of the old system are here: else its record could neither be verified nor go on."""
    last = AuditEvent.objects.order_by("-pk").first()
    if last is None or not last.algorithm or keys_lost:
        return
    try:
        if keys.mac(last.hash, last.key_id, last.algorithm) == last.mac:
            return
    except keys.UnknownKey:
        pass
    raise Refused(
        f"审计记录第{last.number}条的签名不能用这里的密钥核对，应为原系统编号{last.key_id}的密钥。"
        "请先放好原系统的audit_keys；密钥确已丢失的，加--keys-lost。"
    )


@contextmanager
def _files(archive: Archive) -> Iterator[None]:
    """The files are there inside; when it fails, those that were written go again."""
    written: list[str] = []
    try:
        for path, stated in archive.files.items():
            if _is_new(path, stated["sha256"]):
                written.append(path)
                _write(archive, path, stated["size"])
        yield
    except BaseException:
        for path in written:
            default_storage.delete(path)
        raise


def _is_new(path: str, sha256: str) -> bool:
    """Raises Refused when another file has that name."""
    if not default_storage.exists(path):
        return True
    with default_storage.open(path) as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != sha256:
        raise Refused(f"{FILES}{path}：数据目录中已有同名文件，SHA-256为{found}，应为{sha256}或没有。")
    return False


def _write(archive: Archive, path: str, size: int) -> None:
    with archive.spooled(f"{FILES}{path}", size) as file:
        if (name := default_storage.save(path, File(file))) != path:
            default_storage.delete(name)
            raise Refused(f"{FILES}{path}：只能存为{name}，应为原名。")
