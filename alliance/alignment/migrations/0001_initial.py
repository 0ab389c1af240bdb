import alliance.web.migrating
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        alliance.web.migrating.AtOnce(
            operations=[
                migrations.CreateModel(
                    name='AlignmentRun',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('as_of', models.DateField(verbose_name='as of')),
                        ('state', models.CharField(choices=[('queued', 'Queued'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Failed'), ('cancelled', 'Cancelled')], default='queued', max_length=12, verbose_name='state')),
                        ('parameters', models.JSONField(default=dict, verbose_name='parameters')),
                        ('digest', models.CharField(blank=True, max_length=64, verbose_name='digest of the inputs')),
                        ('engine_version', models.CharField(blank=True, max_length=32, verbose_name='engine version')),
                        ('requested_at', models.DateTimeField(verbose_name='requested')),
                        ('started_at', models.DateTimeField(null=True, verbose_name='started')),
                        ('finished_at', models.DateTimeField(null=True, verbose_name='finished')),
                        ('error', models.TextField(blank=True, verbose_name='error')),
                    ],
                    options={
                        'verbose_name': 'alignment run',
                        'verbose_name_plural': 'alignment runs',
                        'ordering': ['-as_of', '-pk'],
                    },
                ),
                migrations.CreateModel(
                    name='IndexValue',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('index', models.CharField(max_length=8, verbose_name='index')),
                        ('version', models.CharField(max_length=32, verbose_name='version')),
                        ('level', models.CharField(blank=True, choices=[('secondary', 'Secondary vocational'), ('technician', 'Technician'), ('higher', 'Higher vocational'), ('vocational_bachelor', 'Vocational bachelor'), ('undergraduate', 'Undergraduate')], max_length=24, verbose_name='level')),
                        ('numerator', models.DecimalField(decimal_places=4, max_digits=20, verbose_name='numerator')),
                        ('denominator', models.DecimalField(decimal_places=4, max_digits=20, verbose_name='denominator')),
                        ('value', models.DecimalField(decimal_places=12, max_digits=14, null=True, verbose_name='value')),
                    ],
                    options={
                        'verbose_name': 'index value',
                        'verbose_name_plural': 'index values',
                        'ordering': ['index', 'level'],
                    },
                ),
                migrations.CreateModel(
                    name='ProgramVerdict',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('level', models.CharField(choices=[('secondary', 'Secondary vocational'), ('technician', 'Technician'), ('higher', 'Higher vocational'), ('vocational_bachelor', 'Vocational bachelor'), ('undergraduate', 'Undergraduate')], max_length=24, verbose_name='level')),
                        ('aligned', models.BooleanField(verbose_name='aligned')),
                        ('key_weight', models.DecimalField(decimal_places=4, max_digits=5, verbose_name='weight in key industries')),
                        ('links', models.JSONField(default=list, help_text='Industry, key industry it counts for or none, weight, kind.')),
                        ('enrolment', models.PositiveIntegerField(null=True)),
                        ('intake', models.PositiveIntegerField(null=True)),
                        ('graduates', models.PositiveIntegerField(null=True)),
                    ],
                    options={
                        'verbose_name': 'program verdict',
                        'verbose_name_plural': 'program verdicts',
                        'ordering': ['pk'],
                    },
                ),
            ],
        ),
    ]
