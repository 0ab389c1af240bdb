import alliance.web.migrating
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        alliance.web.migrating.AtOnce(
            operations=[
                migrations.CreateModel(
                    name='LoadedEdition',
                    fields=[
                        ('list', models.CharField(max_length=48, primary_key=True, serialize=False)),
                        ('edition', models.CharField(blank=True, max_length=32)),
                        ('digest', models.CharField(max_length=64)),
                        ('rows', models.PositiveIntegerField(default=0)),
                        ('loaded_at', models.DateTimeField(auto_now=True)),
                    ],
                    options={
                        'verbose_name': 'loaded edition',
                        'verbose_name_plural': 'loaded editions',
                    },
                ),
                migrations.CreateModel(
                    name='Skill',
                    fields=[
                        ('code', models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name='code')),
                        ('scheme', models.CharField(max_length=32, verbose_name='scheme')),
                        ('edition', models.CharField(max_length=32, verbose_name='edition')),
                        ('name', models.CharField(help_text='As published.', max_length=255, verbose_name='name')),
                        ('name_en', models.CharField(blank=True, max_length=255, verbose_name='English name')),
                        ('name_pinyin', models.CharField(blank=True, editable=False, max_length=255)),
                        ('retired_on', models.DateField(blank=True, null=True, verbose_name='retired on')),
                        ('superseded_by', models.CharField(blank=True, max_length=64, verbose_name='superseded by')),
                        ('name_zh', models.CharField(blank=True, max_length=255, verbose_name='Chinese name')),
                        ('category', models.CharField(blank=True, max_length=64, verbose_name='category')),
                        ('description', models.TextField(blank=True, verbose_name='description')),
                    ],
                    options={
                        'verbose_name': 'skill',
                        'verbose_name_plural': 'skills',
                        'ordering': ['code'],
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='CatalogueProgram',
                    fields=[
                        ('code', models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name='code')),
                        ('scheme', models.CharField(max_length=32, verbose_name='scheme')),
                        ('edition', models.CharField(max_length=32, verbose_name='edition')),
                        ('name', models.CharField(help_text='As published.', max_length=255, verbose_name='name')),
                        ('name_en', models.CharField(blank=True, max_length=255, verbose_name='English name')),
                        ('name_pinyin', models.CharField(blank=True, editable=False, max_length=255)),
                        ('retired_on', models.DateField(blank=True, null=True, verbose_name='retired on')),
                        ('superseded_by', models.CharField(blank=True, max_length=64, verbose_name='superseded by')),
                        ('level', models.CharField(choices=[('secondary', 'Secondary vocational'), ('technician', 'Technician'), ('higher', 'Higher vocational'), ('vocational_bachelor', 'Vocational bachelor'), ('undergraduate', 'Undergraduate')], max_length=24, verbose_name='level')),
                        ('category_code', models.CharField(blank=True, max_length=8)),
                        ('category', models.CharField(blank=True, max_length=64, verbose_name='category')),
                        ('class_code', models.CharField(blank=True, max_length=8)),
                        ('class_name', models.CharField(blank=True, max_length=64, verbose_name='class')),
                    ],
                    options={
                        'verbose_name': 'catalogue program',
                        'verbose_name_plural': 'catalogue programs',
                        'ordering': ['code'],
                        'abstract': False,
                        'constraints': [models.CheckConstraint(condition=models.Q(('level__in', ['secondary', 'technician', 'higher', 'vocational_bachelor', 'undergraduate'])), name='catalogue_program_level_known')],
                    },
                ),
                migrations.CreateModel(
                    name='Industry',
                    fields=[
                        ('code', models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name='code')),
                        ('scheme', models.CharField(max_length=32, verbose_name='scheme')),
                        ('edition', models.CharField(max_length=32, verbose_name='edition')),
                        ('name', models.CharField(help_text='As published.', max_length=255, verbose_name='name')),
                        ('name_en', models.CharField(blank=True, max_length=255, verbose_name='English name')),
                        ('name_pinyin', models.CharField(blank=True, editable=False, max_length=255)),
                        ('retired_on', models.DateField(blank=True, null=True, verbose_name='retired on')),
                        ('superseded_by', models.CharField(blank=True, max_length=64, verbose_name='superseded by')),
                        ('level', models.PositiveSmallIntegerField(verbose_name='level')),
                        ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='reference.industry')),
                    ],
                    options={
                        'verbose_name': 'industry',
                        'verbose_name_plural': 'industries',
                        'ordering': ['code'],
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Occupation',
                    fields=[
                        ('code', models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name='code')),
                        ('scheme', models.CharField(max_length=32, verbose_name='scheme')),
                        ('edition', models.CharField(max_length=32, verbose_name='edition')),
                        ('name', models.CharField(help_text='As published.', max_length=255, verbose_name='name')),
                        ('name_en', models.CharField(blank=True, max_length=255, verbose_name='English name')),
                        ('name_pinyin', models.CharField(blank=True, editable=False, max_length=255)),
                        ('retired_on', models.DateField(blank=True, null=True, verbose_name='retired on')),
                        ('superseded_by', models.CharField(blank=True, max_length=64, verbose_name='superseded by')),
                        ('level', models.PositiveSmallIntegerField(verbose_name='level')),
                        ('green_digital', models.CharField(blank=True, max_length=8, verbose_name='green or digital')),
                        ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='reference.occupation')),
                    ],
                    options={
                        'verbose_name': 'occupation',
                        'verbose_name_plural': 'occupations',
                        'ordering': ['code'],
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Region',
                    fields=[
                        ('code', models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name='code')),
                        ('scheme', models.CharField(max_length=32, verbose_name='scheme')),
                        ('edition', models.CharField(max_length=32, verbose_name='edition')),
                        ('name', models.CharField(help_text='As published.', max_length=255, verbose_name='name')),
                        ('name_en', models.CharField(blank=True, max_length=255, verbose_name='English name')),
                        ('name_pinyin', models.CharField(blank=True, editable=False, max_length=255)),
                        ('retired_on', models.DateField(blank=True, null=True, verbose_name='retired on')),
                        ('superseded_by', models.CharField(blank=True, max_length=64, verbose_name='superseded by')),
                        ('level', models.PositiveSmallIntegerField(verbose_name='level')),
                        ('placeholder', models.BooleanField(default=False, help_text='A row such as 市辖区 that names no place of its own.')),
                        ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='reference.region')),
                    ],
                    options={
                        'verbose_name': 'region',
                        'verbose_name_plural': 'regions',
                        'ordering': ['code'],
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='CatalogueSkill',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('level', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(4)])),
                        ('catalogue_program', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='skill_links', to='reference.catalogueprogram')),
                        ('skill', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='program_links', to='reference.skill')),
                    ],
                    options={
                        'verbose_name': 'skill of a catalogue program',
                        'verbose_name_plural': 'skills of catalogue programs',
                        'constraints': [models.UniqueConstraint(fields=('catalogue_program', 'skill'), name='catalogue_skill_once'), models.CheckConstraint(condition=models.Q(('level__range', (1, 4))), name='catalogue_skill_level')],
                    },
                ),
                migrations.CreateModel(
                    name='SkillOccupation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('relation', models.CharField(choices=[('essential', 'essential'), ('optional', 'optional')], max_length=12)),
                        ('occupation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='skill_links', to='reference.occupation')),
                        ('skill', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='occupation_links', to='reference.skill')),
                    ],
                    options={
                        'verbose_name': 'skill of an occupation',
                        'verbose_name_plural': 'skills of occupations',
                        'constraints': [models.UniqueConstraint(fields=('skill', 'occupation'), name='skill_occupation_once')],
                    },
                ),
            ],
        ),
    ]
