import alliance.web.migrating
import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('alignment', '0006_figures_by_part'),
        ('indicators', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('reference', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        alliance.web.migrating.AtOnce(
            operations=[
                migrations.CreateModel(
                    name='RegionReport',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('year', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(2000), django.core.validators.MaxValueValidator(2100)], verbose_name='year')),
                        ('as_of', models.DateField(help_text='The last day that the report knows.', verbose_name='as of')),
                        ('content', models.JSONField(editable=False, verbose_name='content')),
                        ('state', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published'), ('superseded', 'Superseded')], default='draft', max_length=12, verbose_name='state')),
                        ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published')),
                        ('made_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made by')),
                        ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='reference.region', verbose_name='region')),
                        ('run', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='alignment.alignmentrun', verbose_name='alignment run')),
                    ],
                    options={
                        'verbose_name': 'yearly report',
                        'verbose_name_plural': 'yearly reports',
                        'ordering': ['-year', '-pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'published', 'superseded'])), name='report_state_known'), models.CheckConstraint(condition=models.Q(('year__range', (2000, 2100))), name='report_year_range', violation_error_message='Reports speak of a year from 2000 to 2100.'), models.CheckConstraint(condition=models.Q(models.Q(('published_at__isnull', True), ('state', 'draft')), models.Q(models.Q(('state', 'draft'), _negated=True), ('published_at__isnull', False)), _connector='OR'), name='report_published_with_date'), models.UniqueConstraint(condition=models.Q(('state', 'published')), fields=('region', 'year'), name='one_published_report', violation_error_message='A report on this year is published already.')],
                    },
                ),
                migrations.CreateModel(
                    name='RegionReportEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('year', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(2000), django.core.validators.MaxValueValidator(2100)], verbose_name='year')),
                        ('as_of', models.DateField(help_text='The last day that the report knows.', verbose_name='as of')),
                        ('state', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published'), ('superseded', 'Superseded')], default='draft', max_length=12, verbose_name='state')),
                        ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published')),
                        ('made_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made by')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='indicators.regionreport')),
                        ('region', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reference.region', verbose_name='region')),
                        ('run', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='alignment.alignmentrun', verbose_name='alignment run')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='regionreport',
                    trigger=pgtrigger.compiler.Trigger(name='region_report_flow', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{draft:published,published:superseded}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='25ac7d182e51982616f8a46e23a0f74fa62c97a0', operation='UPDATE', pgid='pgtrigger_region_report_flow_e02b2', table='indicators_regionreport', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='regionreport',
                    trigger=pgtrigger.compiler.Trigger(name='report_is_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."region_id" IS DISTINCT FROM (NEW."region_id") OR OLD."year" IS DISTINCT FROM (NEW."year") OR OLD."as_of" IS DISTINCT FROM (NEW."as_of") OR OLD."run_id" IS DISTINCT FROM (NEW."run_id") OR OLD."content" IS DISTINCT FROM (NEW."content") OR OLD."made_by_id" IS DISTINCT FROM (NEW."made_by_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='4a3dd67cefb435f4dfc29e61ade112e816e3bcde', operation='UPDATE', pgid='pgtrigger_report_is_frozen_dfdd6', table='indicators_regionreport', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='regionreport',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "indicators_regionreportevent" ("as_of", "created_at", "id", "made_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "region_id", "run_id", "state", "updated_at", "version", "year") VALUES (NEW."as_of", NEW."created_at", NEW."id", NEW."made_by_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."published_at", NEW."region_id", NEW."run_id", NEW."state", NEW."updated_at", NEW."version", NEW."year"); RETURN NULL;', hash='4532d554aea313f069cde46ecc07582e9f341ac8', operation='INSERT', pgid='pgtrigger_insert_insert_77e11', table='indicators_regionreport', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='regionreport',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."as_of" IS DISTINCT FROM (NEW."as_of") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."made_by_id" IS DISTINCT FROM (NEW."made_by_id") OR OLD."published_at" IS DISTINCT FROM (NEW."published_at") OR OLD."region_id" IS DISTINCT FROM (NEW."region_id") OR OLD."run_id" IS DISTINCT FROM (NEW."run_id") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."year" IS DISTINCT FROM (NEW."year"))', func='INSERT INTO "indicators_regionreportevent" ("as_of", "created_at", "id", "made_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "region_id", "run_id", "state", "updated_at", "version", "year") VALUES (NEW."as_of", NEW."created_at", NEW."id", NEW."made_by_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."published_at", NEW."region_id", NEW."run_id", NEW."state", NEW."updated_at", NEW."version", NEW."year"); RETURN NULL;', hash='8f606115815efeeef89e3fb0e68ec7a4f95327ae', operation='UPDATE', pgid='pgtrigger_update_update_2acfe', table='indicators_regionreport', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='regionreportevent',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f667a74082fc37872bb49da54c4780fff0c47e2f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_20ee8', table='indicators_regionreportevent', when='BEFORE')),
                ),
            ],
        ),
    ]
