from django.db import migrations, models


def guard(apps, schema_editor):
    """From here on the database itself refuses to change, delete or replace an audit event."""
    from departments.audit import guards

    guards.install(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('departments', '0010_number_audit_events'),
    ]

    operations = [
        migrations.AlterField(
            model_name='auditevent',
            name='number',
            field=models.PositiveBigIntegerField(unique=True, verbose_name='序号'),
        ),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
