"""Rows that are written once: neither one by one nor in bulk do they change or go."""

from typing import Any, NoReturn

from django.db import models


class FrozenQuerySet(models.QuerySet[Any]):
    """Refuses what would change or delete rows past their own `save` and `delete`."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError(f"{self.model.__name__}: frozen rows never change.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError(f"{self.model.__name__}: frozen rows never change.")

    def delete(self) -> NoReturn:
        raise TypeError(f"{self.model.__name__}: frozen rows are never deleted.")


class Frozen(models.Model):
    """A row that only ever is added."""

    objects = FrozenQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError(f"{type(self).__name__}: a frozen row never changes.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError(f"{type(self).__name__}: a frozen row is never deleted.")
