from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('departments', '0006_name_the_explained'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='explanation',
            constraint=models.UniqueConstraint(fields=('assessment', 'ident'), name='one_explanation_per_finding'),
        ),
        migrations.AddField(
            model_name='submission',
            name='basics',
            field=models.JSONField(default=dict, verbose_name='基本信息'),
        ),
    ]
