"""The audit record as people read it: what each verb is called, each change as a sentence."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone

from departments.models import AuditEvent
from departments.rectification_steps import STEPS
from departments.transitions import TRANSITIONS

from . import images

VERBS = {
    "finish_part": "标为完成", "reopen_part": "取消完成",
    "edit": "修改", "import": "导入", "export": "下载导出", "issue": "下达", "remark": "提出审核意见",
    "answer": "答复审核意见", "remark_ask": "再问", "remark_resolve": "意见标为已解决",
    "remark_reopen": "重新打开意见", "review_line": "复核", "waive": "豁免", "revoke_waiver": "撤销豁免",
    "set_up_add": "新增设置", "set_up_change": "修改设置", "set_up_delete": "删除设置",
    "treasury": "导入财政数据", "recall": "撤回下达", "extend": "延期",
    "ask_extension": "申请延期", "grant_extension": "批准延期申请", "decline_extension": "不批准延期申请",
    "enrol": "导入部门和用户",
    "sample": "抽查", "scan": "病毒检查", "catalogue": "装入方案与提纲",
    "urge": "催报", "assign": "分派审核", "take_back_assignment": "收回分派",
    "ask_reopen": "申请取消审核", "decline_reopen": "不同意取消审核",
    "deputize": "交由代理", "end_deputy": "收回代理",
    "monitoring_open": "下达监控", "monitoring_dates": "修改监控日期", "monitoring_recall": "撤回监控",
    "monitoring_edit": "填写监控",
    "monitoring_submit": "报送监控", "monitoring_withdraw": "取消报送监控", "monitoring_return": "退回监控",
    "monitoring_close": "终审监控", "monitoring_reopen": "取消终审监控",
    "batch_start": "发起批量任务", "batch_retry": "重试批量任务", "batch_cancel": "取消批量任务",
    "batch_finish": "批量任务完成",
    "sign_in": "登录", "sign_in_failed": "登录失败", "sign_out": "退出登录",
    "end_sign_in": "终止登录", "lock": "锁定账号", "unlock": "解锁账号",
    "denied": "越权被拒", "forged": "可疑请求",
    "new_passwords": "重设初始密码",  # nosec B105
    "password": "修改密码",  # nosec B105
    "second_factor": "变更双因素登录", "sso_subject": "对应身份提供者", "api_client": "管理接口客户端",
    "webhook": "管理事件推送",
    "audit_key": "更换签名密钥", "outside": "未经登记的变更", "backup": "备份", "restore": "恢复",
    "rectify_issue": "下达整改", "rectify_file": "上传整改材料",
    **{f"rectify_{verb}": step.label for verb, step in STEPS.items()},
    **{verb: transition.label for verb, transition in TRANSITIONS.items()},
}  # fmt: skip
"""Verb → what it is called."""
LONGEST = 160
"""Characters of one value in a list."""
MOST_ROWS = 200
"""Rows that the page of one event shows."""


def called(verb: str) -> str:
    """What a verb is called."""
    return VERBS.get(verb, verb)


def sentence(change: dict[str, Any], longest: int = LONGEST) -> str:
    """“招商引资专项”的年初预算数由“5”改为“6”。"""
    row, field, old, new = (change.get(name) for name in ("row", "field", "old", "new"))
    if field == "整行":
        return f"删除“{row}”（{_cut(old, longest)}）" if new is None else f"新增“{row}”"
    if old in (None, ""):
        return f"“{row}”的{field}填为“{_cut(new, longest)}”"
    if new in (None, ""):
        return f"“{row}”的{field}由“{_cut(old, longest)}”改为空"
    return f"“{row}”的{field}由“{_cut(old, longest)}”改为“{_cut(new, longest)}”"


def sentences(event: AuditEvent, most: int | None = None, longest: int = LONGEST) -> list[str]:
    """One per change; of more than `most`, the first and how many there are."""
    said = [sentence(change, longest) for change in event.changes[:most]]
    left = len(event.changes) - len(said)
    return [*said, f"……共{len(event.changes)}处"] if left else said


def _cut(value: Any, longest: int) -> str:
    text = str(value)
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def written_rows(event: AuditEvent) -> Iterator[dict[str, Any]]:
    """Every row the event wrote: what was done, the row, its columns by their labels with old and new."""
    for image in images.read(event.rows)[:MOST_ROWS]:
        model = _model(image["model"])
        old, new = image["old"], image["new"]
        done = "新增" if old is None else "删除" if new is None else "修改"
        yield {
            "done": done,
            "called": f"{model._meta.verbose_name if model else image['model']}（编号{image['pk']}）",
            "values": list(_values(model, old or {}, new or {})),
        }


def _model(name: str) -> Any:
    try:
        return apps.get_model("departments", name)
    except LookupError:  # a table of an earlier version
        return None


def _values(model: Any, old: dict[str, Any], new: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    fields = {field.attname: field for field in model._meta.concrete_fields} if model else {}
    for name in {**old, **new}:
        field = fields.get(name)
        if field is not None and field.primary_key:
            continue
        label = images.label(field) if field is not None else name
        yield label, _shown(field, old.get(name)), _shown(field, new.get(name))


def _shown(field: Any, value: Any) -> str:
    choices = dict(getattr(field, "flatchoices", None) or ())
    if value in (None, ""):
        return "（空）"
    if isinstance(field, models.DateTimeField):
        return f"{timezone.localtime(datetime.fromisoformat(value)):%Y-%m-%d %H:%M:%S}"
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else str(choices.get(value, value))
