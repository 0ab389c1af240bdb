import alliance.web.migrating
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('alignment', '0001_initial'),
        ('consortia', '0001_initial'),
        ('reference', '0001_initial'),
    ]

    operations = [
        alliance.web.migrating.AtOnce(
            operations=[
                migrations.AddField(
                    model_name='alignmentrun',
                    name='framework',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='consortia.framework'),
                ),
                migrations.AddField(
                    model_name='alignmentrun',
                    name='region',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='alignment_runs', to='reference.region'),
                ),
                migrations.AddField(
                    model_name='alignmentrun',
                    name='requested_by',
                    field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AddField(
                    model_name='alignmentrun',
                    name='same_as',
                    field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='alignment.alignmentrun', verbose_name='same as'),
                ),
                migrations.AddField(
                    model_name='indexvalue',
                    name='run',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='values', to='alignment.alignmentrun'),
                ),
            ],
        ),
    ]
