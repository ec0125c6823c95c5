"""评分方案 as a row: versioned data, frozen once a submission used it."""

import json
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from departments.scoring.schemes import Scheme, SchemeError


class VersionedData(models.Model):
    """A row of data that never changes after a submission used it; a change is a new row with a new key."""

    key = models.SlugField("标识", max_length=60, unique=True)
    title = models.CharField("名称", max_length=100)
    data = models.JSONField("内容")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._refuse_change_of_used()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        self._refuse_change_of_used()
        try:
            text = json.dumps(self.data, ensure_ascii=False, allow_nan=False)
            text.encode()
        except ValueError as problem:
            raise ValidationError({"data": "内容含有无法保存的数字或字符。"}) from problem
        if "\\u0000" in text:
            raise ValidationError({"data": "内容含有无法保存的字符。"})

    def _refuse_change_of_used(self) -> None:
        before = type(self)._default_manager.filter(pk=self.pk).first() if self.pk else None
        if before is None or not before.is_used():
            return
        if (before.key, before.title, before.data) != (self.key, self.title, self.data):
            raise ValidationError(f"“{before.title}”已被送审稿使用，不能修改；请另存为新版本。")

    def is_used(self) -> bool:
        """True when a frozen submission rests on this row."""
        raise NotImplementedError


class ScoringScheme(VersionedData):
    """评分方案."""

    class Meta:
        verbose_name = verbose_name_plural = "评分方案"
        ordering = ["key"]

    @property
    def scheme(self) -> Scheme:
        """The data as the frozen dataclass that scoring reads."""
        return _read(json.dumps(self.data))

    def clean(self) -> None:
        super().clean()
        try:
            scheme = Scheme.load(self.data)
        except SchemeError as problem:
            raise ValidationError({"data": str(problem)}) from problem
        if scheme.key != self.key:
            raise ValidationError({"key": f"标识应与内容中的标识（key）一致：{scheme.key}"})

    def is_used(self) -> bool:
        from .submission import Submission

        used = models.Q(scheme=self) | models.Q(project_scheme=self)
        return Submission.objects.filter(used).exists()


@lru_cache(maxsize=64)
def _read(data: str) -> Scheme:
    """One scheme for each version, however often its row is read: a year has two."""
    return Scheme.load(json.loads(data))
