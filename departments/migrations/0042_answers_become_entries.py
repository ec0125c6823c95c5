from contextlib import nullcontext

from django.db import migrations
from django.db.models import Q

from departments.audit import capture


def move(apps, schema_editor):
    """Each answer becomes the first entry of its remark. Nobody did anything: nothing is noted."""
    Remark = apps.get_model("departments", "Remark")
    RemarkEntry = apps.get_model("departments", "RemarkEntry")
    answered = Remark.objects.filter(~Q(answer="")).select_related("submission__assessment")
    entries = [
        RemarkEntry(
            remark=row,
            submission=row.submission,
            kind="answer",
            text=row.answer,
            body_id=row.submission.assessment.department_id,
            person_id=row.answered_by_id,
            called=row.answered_called,
            said_at=row.answered_at,
        )
        for row in answered.order_by("answered_at", "pk")
    ]
    connection = schema_editor.connection
    with nullcontext() if connection.vendor == "sqlite" else capture.paused(connection):
        RemarkEntry.objects.bulk_create(entries, batch_size=500)
        answered.update(state="answered")


def move_back(apps, schema_editor):
    """The last answer of each remark stays with it."""
    for entry in apps.get_model("departments", "RemarkEntry").objects.filter(kind="answer").order_by("pk"):
        apps.get_model("departments", "Remark").objects.filter(pk=entry.remark_id).update(
            answer=entry.text,
            answered_by=entry.person_id,
            answered_called=entry.called[:110],
            answered_at=entry.said_at,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("departments", "0041_remark_entries"),
    ]

    operations = [migrations.RunPython(move, move_back)]
