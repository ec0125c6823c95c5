"""Sign the audit record with a new key from now on; the old ones stay for verifying."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from departments import audit
from departments.audit import keys
from perfeval.secret import add_key, kept_keys


class Command(BaseCommand):
    """The change of the key is itself an event, the first that the new key signs."""

    help = "为审计记录换用新的签名密钥（旧密钥保留用于核对）。执行后请重启服务。"

    def handle(self, *args: Any, **options: Any) -> None:
        path = settings.VAR_DIR / "audit_keys"
        if not path.exists() or kept_keys(path) != settings.AUDIT_KEYS:
            raise CommandError(
                "密钥由PERFEVAL_AUDIT_KEYS给出：请在其末尾添加“编号=新密钥”后重启服务。", returncode=2
            )
        old = keys.signing_key()
        new = add_key(path)
        settings.AUDIT_KEYS = kept_keys(path)
        with transaction.atomic():
            audit.record(
                "audit_key", by=None, target=new, changes=[audit.change("签名密钥", "编号", old, new)]
            )
        self.stdout.write(f"已换用密钥{new}，请备份{path}并重启服务。")
