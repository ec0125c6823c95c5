"""字段 that the audit record speaks of, so that its events are found by them."""

from django.db import models

LONGEST = 200
"""Characters of a name; longer ones are cut."""


class ChangedField(models.Model):
    """A field as the audit record calls it, once for all events."""

    name = models.CharField("字段", max_length=LONGEST, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "审计记录中的字段"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class FieldChange(models.Model):
    """That an event changed a field, and when. Derived from the event, which alone is signed.

    No constraint of the database ties it to the event: whoever looks into a damaged record can still read it.
    """

    event = models.ForeignKey(
        "departments.AuditEvent", on_delete=models.DO_NOTHING, related_name="of_fields",
        db_index=False, db_constraint=False,
    )  # fmt: skip
    field = models.ForeignKey(ChangedField, on_delete=models.PROTECT, related_name="+", db_index=False)

    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "审计记录中的字段变更"
        constraints = [  # its index is in the order of the pages
            models.UniqueConstraint(fields=["field", "at", "event"], name="field_once_in_an_event")
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.field_id}"
