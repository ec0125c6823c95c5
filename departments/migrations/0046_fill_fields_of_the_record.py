import json

from django.db import migrations

LONGEST, BATCH = 200, 2_000


def fill(apps, schema_editor):
    """The fields of every event there is: those it names, else the columns that it altered."""
    AuditEvent = apps.get_model("departments", "AuditEvent")
    ChangedField = apps.get_model("departments", "ChangedField")
    FieldChange = apps.get_model("departments", "FieldChange")
    labels, keys, waiting = labels_of(apps), {}, []
    events = AuditEvent.objects.order_by("pk").values_list("pk", "at", "changes", "rows")
    for pk, at, changes, rows in events.iterator(chunk_size=500):
        names = {str(x["field"])[:LONGEST] for x in changes if x.get("field")} or altered(rows, labels)
        for name in sorted(names):
            if name not in keys:
                keys[name] = ChangedField.objects.create(name=name).pk
            waiting.append(FieldChange(event_id=pk, at=at, field_id=keys[name]))
        if len(waiting) > BATCH:
            FieldChange.objects.bulk_create(waiting)
            waiting.clear()
    FieldChange.objects.bulk_create(waiting)


def labels_of(apps):
    """What people call the columns, by model."""
    models = apps.get_app_config("departments").get_models(include_auto_created=True)
    return {
        x._meta.model_name: {f.attname: str(f.verbose_name) for f in x._meta.concrete_fields} for x in models
    }


def altered(rows, labels):
    """Columns that rows of the event had otherwise before."""
    images = [x for x in json.loads(rows or "[]") if x["old"] is not None and x["new"] is not None]
    return {
        labels.get(x["model"], {}).get(name, name)[:LONGEST]
        for x in images
        for name in x["new"]
        if name not in ("version", "updated_at")
    }


class Migration(migrations.Migration):

    dependencies = [
        ("departments", "0045_fields_of_the_record"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
