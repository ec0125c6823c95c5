from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('departments', '0003_presence'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='explanation',
            name='one_explanation_per_finding',
        ),
        migrations.AddField(
            model_name='explanation',
            name='key',
            field=models.CharField(blank=True, max_length=80, verbose_name='行'),
        ),
        migrations.AddField(
            model_name='explanation',
            name='ident',
            field=models.CharField(default='', max_length=64, verbose_name='提示'),
            preserve_default=False,
        ),
    ]
