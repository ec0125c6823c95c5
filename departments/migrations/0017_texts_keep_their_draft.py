from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("departments", "0016_issued_documents_and_reviewed_totals"),
    ]

    operations = [
        migrations.AddField(
            model_name="section",
            name="draft",
            field=models.TextField(blank=True, default="", editable=False, verbose_name="所用底稿"),
            preserve_default=False,
        ),
    ]
