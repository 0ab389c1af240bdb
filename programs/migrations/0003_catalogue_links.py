import alliance.web.migrating
import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
        ('programs', '0002_clusters_and_courses'),
        ('reference', '0001_initial'),
    ]

    operations = [
        alliance.web.migrating.AtOnce(
            operations=[
                migrations.CreateModel(
                    name='CatalogueLink',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('weight', models.DecimalField(decimal_places=4, max_digits=5, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1)], verbose_name='weight')),
                        ('kind', models.CharField(choices=[('official', 'Official'), ('computed', 'Computed')], default='official', max_length=12, verbose_name='kind')),
                        ('source', models.CharField(help_text='Who published the mapping, and its title.', max_length=300, verbose_name='source')),
                        ('edition', models.CharField(max_length=64, verbose_name='edition')),
                        ('valid_from', models.DateField(verbose_name='valid from')),
                        ('valid_to', models.DateField(blank=True, help_text='The first day without it.', null=True, verbose_name='valid to')),
                        ('catalogue_program', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reference.catalogueprogram', verbose_name='catalogue program')),
                        ('industry', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reference.industry', verbose_name='industry')),
                        ('occupation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reference.occupation', verbose_name='occupation')),
                    ],
                    options={
                        'verbose_name': 'catalogue link',
                        'verbose_name_plural': 'catalogue links',
                        'ordering': ['pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('industry__isnull', True), ('occupation__isnull', False)), models.Q(('industry__isnull', False), ('occupation__isnull', True)), _connector='OR'), name='catalogue_link_one_target', violation_error_message='Name an industry or an occupation, one of them.'), models.CheckConstraint(condition=models.Q(('weight__gt', 0), ('weight__lte', 1)), name='catalogue_link_weight_range', violation_error_message='A weight is above 0 and at most 1.'), models.CheckConstraint(condition=models.Q(('kind__in', ['official', 'computed'])), name='catalogue_link_kind_known'), models.CheckConstraint(condition=models.Q(models.Q(('source', ''), _negated=True), models.Q(('edition', ''), _negated=True)), name='catalogue_link_says_its_source', violation_error_message='Say source and edition.'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='catalogue_link_dates_in_order', violation_error_message='It ends before it begins.'), models.UniqueConstraint(fields=('catalogue_program', 'industry', 'kind', 'source', 'edition', 'valid_from'), name='catalogue_industry_once', violation_error_message='This row of the mapping is on record already.'), models.UniqueConstraint(fields=('catalogue_program', 'occupation', 'kind', 'source', 'edition', 'valid_from'), name='catalogue_occupation_once', violation_error_message='This row of the mapping is on record already.'), models.UniqueConstraint(condition=models.Q(('industry__isnull', False), ('valid_to__isnull', True)), fields=('catalogue_program', 'industry', 'kind'), name='one_open_catalogue_industry', violation_error_message='The code leads there already.'), models.UniqueConstraint(condition=models.Q(('occupation__isnull', False), ('valid_to__isnull', True)), fields=('catalogue_program', 'occupation', 'kind'), name='one_open_catalogue_occupation', violation_error_message='The code leads there already.')],
                        'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "programs_cataloguelinkevent" ("catalogue_program_id", "created_at", "edition", "id", "industry_id", "kind", "occupation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "updated_at", "valid_from", "valid_to", "version", "weight") VALUES (NEW."catalogue_program_id", NEW."created_at", NEW."edition", NEW."id", NEW."industry_id", NEW."kind", NEW."occupation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."source", NEW."updated_at", NEW."valid_from", NEW."valid_to", NEW."version", NEW."weight"); RETURN NULL;', hash='a6ef7828f359766d45e86d6a18ea12e296dd6633', operation='INSERT', pgid='pgtrigger_insert_insert_47b15', table='programs_cataloguelink', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "programs_cataloguelinkevent" ("catalogue_program_id", "created_at", "edition", "id", "industry_id", "kind", "occupation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "updated_at", "valid_from", "valid_to", "version", "weight") VALUES (NEW."catalogue_program_id", NEW."created_at", NEW."edition", NEW."id", NEW."industry_id", NEW."kind", NEW."occupation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."source", NEW."updated_at", NEW."valid_from", NEW."valid_to", NEW."version", NEW."weight"); RETURN NULL;', hash='87c9e0d5e583796e0447c64dab8a2ee57b7b2b37', operation='UPDATE', pgid='pgtrigger_update_update_52eb3', table='programs_cataloguelink', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='CatalogueLinkEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('weight', models.DecimalField(decimal_places=4, max_digits=5, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1)], verbose_name='weight')),
                        ('kind', models.CharField(choices=[('official', 'Official'), ('computed', 'Computed')], default='official', max_length=12, verbose_name='kind')),
                        ('source', models.CharField(help_text='Who published the mapping, and its title.', max_length=300, verbose_name='source')),
                        ('edition', models.CharField(max_length=64, verbose_name='edition')),
                        ('valid_from', models.DateField(verbose_name='valid from')),
                        ('valid_to', models.DateField(blank=True, help_text='The first day without it.', null=True, verbose_name='valid to')),
                        ('catalogue_program', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reference.catalogueprogram', verbose_name='catalogue program')),
                        ('industry', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reference.industry', verbose_name='industry')),
                        ('occupation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reference.occupation', verbose_name='occupation')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='programs.cataloguelink')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='96883fdcf9f540835ecffc233b3fe798682a2043', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_55491', table='programs_cataloguelinkevent', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='OccupationIndustry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('weight', models.DecimalField(decimal_places=4, max_digits=5, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1)], verbose_name='weight')),
                        ('kind', models.CharField(choices=[('official', 'Official'), ('computed', 'Computed')], default='official', max_length=12, verbose_name='kind')),
                        ('source', models.CharField(help_text='Who published the concordance, and its title.', max_length=300, verbose_name='source')),
                        ('edition', models.CharField(max_length=64, verbose_name='edition')),
                        ('valid_from', models.DateField(verbose_name='valid from')),
                        ('valid_to', models.DateField(blank=True, help_text='The first day without it.', null=True, verbose_name='valid to')),
                        ('industry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reference.industry', verbose_name='industry')),
                        ('occupation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reference.occupation', verbose_name='occupation')),
                    ],
                    options={
                        'verbose_name': 'industry of an occupation',
                        'verbose_name_plural': 'industries of occupations',
                        'ordering': ['pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('weight__gt', 0), ('weight__lte', 1)), name='occupation_industry_weight_range', violation_error_message='A weight is above 0 and at most 1.'), models.CheckConstraint(condition=models.Q(('kind__in', ['official', 'computed'])), name='occupation_industry_kind_known'), models.CheckConstraint(condition=models.Q(models.Q(('source', ''), _negated=True), models.Q(('edition', ''), _negated=True)), name='occupation_industry_says_its_source', violation_error_message='Say source and edition.'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='occupation_industry_dates_in_order', violation_error_message='It ends before it begins.'), models.UniqueConstraint(fields=('occupation', 'industry', 'kind', 'source', 'edition', 'valid_from'), name='occupation_industry_once', violation_error_message='This row of the concordance is on record already.'), models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('occupation', 'industry', 'kind'), name='one_open_occupation_industry', violation_error_message='The occupation leads there already.')],
                        'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "programs_occupationindustryevent" ("created_at", "edition", "id", "industry_id", "kind", "occupation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "updated_at", "valid_from", "valid_to", "version", "weight") VALUES (NEW."created_at", NEW."edition", NEW."id", NEW."industry_id", NEW."kind", NEW."occupation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."source", NEW."updated_at", NEW."valid_from", NEW."valid_to", NEW."version", NEW."weight"); RETURN NULL;', hash='216503fe0670c9dde7e0e8cc550b6a990cdacaa0', operation='INSERT', pgid='pgtrigger_insert_insert_855c2', table='programs_occupationindustry', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "programs_occupationindustryevent" ("created_at", "edition", "id", "industry_id", "kind", "occupation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "updated_at", "valid_from", "valid_to", "version", "weight") VALUES (NEW."created_at", NEW."edition", NEW."id", NEW."industry_id", NEW."kind", NEW."occupation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."source", NEW."updated_at", NEW."valid_from", NEW."valid_to", NEW."version", NEW."weight"); RETURN NULL;', hash='f2ddd44b790a1a8f16cad6290c9d9802e0a7df4b', operation='UPDATE', pgid='pgtrigger_update_update_94807', table='programs_occupationindustry', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='OccupationIndustryEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('weight', models.DecimalField(decimal_places=4, max_digits=5, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1)], verbose_name='weight')),
                        ('kind', models.CharField(choices=[('official', 'Official'), ('computed', 'Computed')], default='official', max_length=12, verbose_name='kind')),
                        ('source', models.CharField(help_text='Who published the concordance, and its title.', max_length=300, verbose_name='source')),
                        ('edition', models.CharField(max_length=64, verbose_name='edition')),
                        ('valid_from', models.DateField(verbose_name='valid from')),
                        ('valid_to', models.DateField(blank=True, help_text='The first day without it.', null=True, verbose_name='valid to')),
                        ('industry', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reference.industry', verbose_name='industry')),
                        ('occupation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reference.occupation', verbose_name='occupation')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='programs.occupationindustry')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ea97130204a411aee9e42a0ef3bf70e0d00aa034', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_793ed', table='programs_occupationindustryevent', when='BEFORE'))],
                    },
                ),
            ],
        ),
    ]
