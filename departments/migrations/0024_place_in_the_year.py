from contextlib import nullcontext

from django.db import migrations
from django.db.models import OuterRef, Subquery

from departments.audit import capture


def fill(apps, schema_editor):
    """Every self-assessment stands where its department stands now. Nobody did anything: nothing is noted."""
    Assessment = apps.get_model("departments", "Assessment")
    own = apps.get_model("departments", "Department").objects.filter(pk=OuterRef("department"))
    connection = schema_editor.connection
    with nullcontext() if connection.vendor == "sqlite" else capture.paused(connection):
        Assessment.objects.update(
            department_name=Subquery(own.values("name")),
            department_kind=Subquery(own.values("kind")),
            department_path=Subquery(own.values("path")),
        )


class Migration(migrations.Migration):

    dependencies = [
        ("departments", "0023_the_tree_is_kept_by_year"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
