from django.db import migrations, models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

KINDS = {
    "found": Q(),
    "errors": Q(severity="error"),
    "warnings": Q(severity="warning"),
    "waived": Q(handled="waived"),
}


def fill(apps, schema_editor):
    """What 送审 and 审核通过 would have left in each row."""
    FiledFigures = apps.get_model("departments", "FiledFigures")
    Review = apps.get_model("departments", "Review")
    SubmittedFinding = apps.get_model("departments", "SubmittedFinding")
    approval = Review.objects.filter(submission=OuterRef("submission"), verdict="approved")
    rows = SubmittedFinding.objects.filter(assessment=OuterRef("assessment")).order_by()
    FiledFigures.objects.update(approved=Exists(approval), **{
        name: Coalesce(Subquery(rows.filter(kind).values("assessment").annotate(n=Count("pk")).values("n")), 0)
        for name, kind in KINDS.items()
    })  # fmt: skip


class Migration(migrations.Migration):

    dependencies = [
        ("departments", "0050_saved_views"),
    ]

    operations = [
        migrations.AddField("filedfigures", "approved", models.BooleanField(default=False, verbose_name="最新送审稿已审核通过")),
        migrations.AddField("filedfigures", "found", models.PositiveIntegerField(default=0, verbose_name="校验结果")),
        migrations.AddField("filedfigures", "errors", models.PositiveIntegerField(default=0, verbose_name="其中错误")),
        migrations.AddField("filedfigures", "warnings", models.PositiveIntegerField(default=0, verbose_name="其中提示")),
        migrations.AddField("filedfigures", "waived", models.PositiveIntegerField(default=0, verbose_name="其中已豁免")),
        migrations.AddIndex("filedfigures", models.Index(condition=models.Q(found__gt=0), fields=["fiscal_year", "-found", "assessment"], name="filed_by_findings")),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
