"""审核意见: what a reviewer says at one place of a submission; `RemarkEntry` holds what follows."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Remark(models.Model):
    """审核意见 at one cell, row or section. `key` names the row as facts do; blank means the whole.

    It stays with the self-assessment from one submission to the next until it is resolved.
    """

    class State(models.TextChoices):
        ASKED = "asked", "待答复"
        ANSWERED = "answered", "已答复"
        RESOLVED = "resolved", "已解决"

    submission = models.ForeignKey(
        "departments.Submission", verbose_name="送审稿", on_delete=models.PROTECT, related_name="remarks"
    )
    body = models.ForeignKey(
        "departments.Department", verbose_name="审核单位", on_delete=models.PROTECT, related_name="+"
    )
    reviewer = models.ForeignKey(
        "departments.User", verbose_name="审核人", on_delete=models.PROTECT, related_name="+"
    )
    reviewer_called = models.CharField(
        "审核人称谓", max_length=210, blank=True, help_text="审核时的姓名和机构。"
    )
    key = models.CharField("行", max_length=60, blank=True)
    field = models.CharField("字段", max_length=40, blank=True)
    place = models.CharField("位置", max_length=500)
    text = models.TextField("意见", max_length=2000)
    created_at = models.DateTimeField("提出时间", auto_now_add=True)
    state = models.CharField("现状", max_length=10, choices=State, default=State.ASKED)

    class Meta:
        verbose_name = verbose_name_plural = "审核意见"
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="remark_says_something"),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "answered", "resolved"]), name="remark_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place}：{self.text}"

    @property
    def cell(self) -> str:
        """The last part of the place: what the cell is called."""
        return self.place.rpartition("／")[2]

    @property
    def is_resolved(self) -> bool:
        return self.state == self.State.RESOLVED

    @property
    def is_asked(self) -> bool:
        """The department owes an answer."""
        return self.state == self.State.ASKED

    @property
    def said_by(self) -> str:
        """Who said it, as they were called then."""
        return self.reviewer_called or str(self.reviewer)


class RemarkEntry(models.Model):
    """One thing that followed a remark: 答复 of the department; 再问, 已解决 or 重新打开 of a reviewer.

    `submission` is the latest one at the time; an answer precedes the next one.
    """

    class Kind(models.TextChoices):
        ANSWER = "answer", "答复"
        QUESTION = "question", "再问"
        RESOLVED = "resolved", "已解决"
        REOPENED = "reopened", "重新打开"

    SPOKEN: ClassVar[tuple[str, ...]] = ("answer", "question")
    """Kinds that say something."""

    remark = models.ForeignKey(
        Remark, verbose_name="审核意见", on_delete=models.PROTECT, related_name="entries"
    )
    submission = models.ForeignKey(
        "departments.Submission", verbose_name="送审稿", on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField("类型", max_length=10, choices=Kind)
    text = models.TextField("内容", max_length=2000, blank=True)
    body = models.ForeignKey(
        "departments.Department", verbose_name="单位", on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(
        "departments.User", verbose_name="人员", on_delete=models.PROTECT, related_name="+"
    )
    called = models.CharField("称谓", max_length=210, blank=True)
    said_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "意见往来"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["answer", "question"]) & ~Q(text="")
                | Q(kind__in=["resolved", "reopened"], text=""),
                name="remark_entry_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.text}" if self.text else str(self.get_kind_display())

    @property
    def said_by(self) -> str:
        """Who said it, as they were called then."""
        return self.called or str(self.person)
