"""Explanations given before are kept under what their finding is known by."""

import hashlib
import json

from django.db import migrations


def name_them(apps, schema_editor):
    for row in apps.get_model('departments', 'Explanation').objects.filter(ident='').iterator():
        known_by = [row.check_name, row.key, row.place, row.found, row.expected]
        text = json.dumps(known_by, ensure_ascii=False, sort_keys=True, separators=(',', ':'))
        row.ident = hashlib.sha256(text.encode()).hexdigest()
        row.save(update_fields=['ident'])


class Migration(migrations.Migration):

    dependencies = [
        ('departments', '0005_explanations_name_their_row'),
    ]

    operations = [migrations.RunPython(name_them, migrations.RunPython.noop)]
