from django.db import migrations


def number(apps, schema_editor):
    """1, 2, 3 … in the order in which they were written."""
    events = apps.get_model("departments", "AuditEvent")._base_manager
    for number, pk in enumerate(events.order_by("pk").values_list("pk", flat=True).iterator(), 1):
        events.filter(pk=pk).update(number=number)


class Migration(migrations.Migration):

    dependencies = [
        ('departments', '0009_audit_events_are_signed'),
    ]

    operations = [
        migrations.RunPython(number, migrations.RunPython.noop),
    ]
