import alliance.web.migrating
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('alignment', '0003_initial'),
    ]

    operations = [
        alliance.web.migrating.AtOnce(
            operations=[
                migrations.RemoveConstraint(
                    model_name='alignmentrun',
                    name='one_run_per_inputs',
                ),
                migrations.AddField(
                    model_name='alignmentrun',
                    name='attempts',
                    field=models.PositiveSmallIntegerField(default=0, verbose_name='attempts'),
                ),
            ],
        ),
    ]
