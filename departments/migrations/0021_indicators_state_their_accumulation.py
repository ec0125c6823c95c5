from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("departments", "0020_one_person_may_take_two_steps"),
    ]

    operations = [
        migrations.AddField(
            model_name="indicator",
            name="accumulation",
            field=models.CharField(
                blank=True,
                choices=[
                    ("sum", "累计"), ("average", "平均"), ("max", "最高"), ("latest", "期末"), ("ratio", "比率"),
                ],
                default="",
                max_length=10,
                verbose_name="全年累计",
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.CheckConstraint(
                condition=models.Q(("accumulation__in", ["", "sum", "average", "max", "latest", "ratio"])),
                name="indicator_accumulation_known",
            ),
        ),
    ]  # fmt: skip
