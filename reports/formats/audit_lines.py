"""An audit event as a line of a file."""

from django.utils import timezone

from departments.audit import words
from departments.models import AuditEvent

HEADS = (
    "序号", "时间", "人员", "角色", "部门路径", "来源地址", "请求", "操作", "结果", "对象", "变更", "理由",
    "送审稿SHA-256", "数据行", "前一条的摘要", "摘要", "算法", "密钥编号", "签名",
    "系统版本", "评分方案版本", "更正原因",
)  # fmt: skip


def values_of(event: AuditEvent) -> tuple[str, ...]:
    """Everything the event holds, in the order of `HEADS`."""
    return (
        str(event.number), f"{timezone.localtime(event.at):%Y-%m-%d %H:%M:%S.%f}", event.actor_name,
        event.actor_roles, event.department_path, event.address or "", event.request_id,
        words.called(event.verb), event.get_result_display(), event.target,
        "\n".join(words.sentences(event, longest=20_000)), event.reason, event.submission_sha256, event.rows,
        event.previous_hash, event.hash, event.algorithm, event.key_id, event.mac, event.app_version,
        event.scheme_version, event.get_cause_display(),
    )  # fmt: skip
