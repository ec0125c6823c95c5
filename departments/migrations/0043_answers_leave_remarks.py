from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("departments", "0042_answers_become_entries"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="remark",
            name="answered_by_somebody_at_some_time",
        ),
        migrations.RemoveField(
            model_name="remark",
            name="answer",
        ),
        migrations.RemoveField(
            model_name="remark",
            name="answered_at",
        ),
        migrations.RemoveField(
            model_name="remark",
            name="answered_by",
        ),
        migrations.RemoveField(
            model_name="remark",
            name="answered_called",
        ),
    ]
