import alliance.web.migrating
import django.db.models.deletion
import pgtrigger.compiler
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('enterprises', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('programs', '0001_initial'),
    ]

    operations = [
        alliance.web.migrating.AtOnce(
            operations=[
                migrations.CreateModel(
                    name='Cohort',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('year', models.PositiveSmallIntegerField(verbose_name='graduation year')),
                        ('label', models.CharField(blank=True, max_length=100, verbose_name='label')),
                        ('program', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cohorts', to='programs.program')),
                    ],
                    options={
                        'verbose_name': 'cohort',
                        'verbose_name_plural': 'cohorts',
                        'constraints': [models.UniqueConstraint(fields=('program', 'year', 'label'), name='cohort_once'), models.CheckConstraint(condition=models.Q(('year__range', (1950, 2100))), name='cohort_year_range')],
                        'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "talent_cohortevent" ("created_at", "id", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id", "updated_at", "version", "year") VALUES (NEW."created_at", NEW."id", NEW."label", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."program_id", NEW."updated_at", NEW."version", NEW."year"); RETURN NULL;', hash='3b43eaf85455a6f0133b56dea07cf6afc2e65a7e', operation='INSERT', pgid='pgtrigger_insert_insert_cb8b3', table='talent_cohort', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "talent_cohortevent" ("created_at", "id", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id", "updated_at", "version", "year") VALUES (NEW."created_at", NEW."id", NEW."label", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."program_id", NEW."updated_at", NEW."version", NEW."year"); RETURN NULL;', hash='e8768c35f1a5c4d1f2ab870c523b3a6e9465cbb9', operation='UPDATE', pgid='pgtrigger_update_update_7cab3', table='talent_cohort', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='Exchange',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('kind', models.CharField(choices=[('industry_professor', 'Industry professor'), ('visiting_expert', 'Visiting expert'), ('teacher_practice', 'Teacher practice'), ('tech_vice_president', 'Technology vice president')], max_length=24, verbose_name='kind')),
                        ('person_name', models.CharField(max_length=100, verbose_name='person')),
                        ('started_on', models.DateField(verbose_name='from')),
                        ('ended_on', models.DateField(blank=True, null=True, verbose_name='to')),
                        ('hours', models.PositiveIntegerField(default=0, verbose_name='hours')),
                        ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exchanges', to='enterprises.enterprise')),
                        ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exchanges', to='programs.school')),
                    ],
                    options={
                        'verbose_name': 'exchange',
                        'verbose_name_plural': 'exchanges',
                        'ordering': ['-started_on', '-pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['industry_professor', 'visiting_expert', 'teacher_practice', 'tech_vice_president'])), name='exchange_kind_known'), models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), ('ended_on__gte', models.F('started_on')), _connector='OR'), name='exchange_dates_in_order')],
                        'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "talent_exchangeevent" ("created_at", "ended_on", "enterprise_id", "hours", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "school_id", "started_on", "updated_at", "version") VALUES (NEW."created_at", NEW."ended_on", NEW."enterprise_id", NEW."hours", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."school_id", NEW."started_on", NEW."updated_at", NEW."version"); RETURN NULL;', hash='ed220f2aa02477e2975ba64143abf09d3013d135', operation='INSERT', pgid='pgtrigger_insert_insert_651dd', table='talent_exchange', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."ended_on" IS DISTINCT FROM (NEW."ended_on") OR OLD."enterprise_id" IS DISTINCT FROM (NEW."enterprise_id") OR OLD."hours" IS DISTINCT FROM (NEW."hours") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."school_id" IS DISTINCT FROM (NEW."school_id") OR OLD."started_on" IS DISTINCT FROM (NEW."started_on") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "talent_exchangeevent" ("created_at", "ended_on", "enterprise_id", "hours", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "school_id", "started_on", "updated_at", "version") VALUES (NEW."created_at", NEW."ended_on", NEW."enterprise_id", NEW."hours", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."school_id", NEW."started_on", NEW."updated_at", NEW."version"); RETURN NULL;', hash='bf89ef86a13ae57d1c8497fcd91a3a40d3632178', operation='UPDATE', pgid='pgtrigger_update_update_879dd', table='talent_exchange', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='CohortEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('year', models.PositiveSmallIntegerField(verbose_name='graduation year')),
                        ('label', models.CharField(blank=True, max_length=100, verbose_name='label')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='talent.cohort')),
                        ('program', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programs.program')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ca474b4dd7b130f9d885d7ce8af331647cf150e1', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_41e2d', table='talent_cohortevent', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='ExchangeEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('kind', models.CharField(choices=[('industry_professor', 'Industry professor'), ('visiting_expert', 'Visiting expert'), ('teacher_practice', 'Teacher practice'), ('tech_vice_president', 'Technology vice president')], max_length=24, verbose_name='kind')),
                        ('started_on', models.DateField(verbose_name='from')),
                        ('ended_on', models.DateField(blank=True, null=True, verbose_name='to')),
                        ('hours', models.PositiveIntegerField(default=0, verbose_name='hours')),
                        ('enterprise', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='enterprises.enterprise')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='talent.exchange')),
                        ('school', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programs.school')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='58b64e5590951b2705d9a288e064ede640c32819', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_8a288', table='talent_exchangeevent', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='Graduate',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.CharField(max_length=32, verbose_name='number in the cohort')),
                        ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='graduates', to='talent.cohort')),
                    ],
                    options={
                        'verbose_name': 'graduate',
                        'verbose_name_plural': 'graduates',
                        'constraints': [models.UniqueConstraint(fields=('cohort', 'number'), name='graduate_number_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Outcome',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('measured_on', models.DateField(verbose_name='measured on')),
                        ('destination', models.CharField(choices=[('employed', 'Employed'), ('further_study', 'Further study'), ('self_employed', 'Self-employed'), ('service', 'Military service'), ('seeking', 'Seeking work'), ('unknown', 'Unknown')], max_length=16, verbose_name='destination')),
                        ('related', models.BooleanField(blank=True, null=True, verbose_name='in a related field')),
                        ('local', models.BooleanField(blank=True, null=True, verbose_name='stays in the region')),
                        ('graduate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outcomes', to='talent.graduate')),
                    ],
                    options={
                        'verbose_name': 'outcome',
                        'verbose_name_plural': 'outcomes',
                        'constraints': [models.UniqueConstraint(fields=('graduate', 'measured_on'), name='one_outcome_per_day'), models.CheckConstraint(condition=models.Q(('destination__in', ['employed', 'further_study', 'self_employed', 'service', 'seeking', 'unknown'])), name='outcome_destination_known')],
                    },
                ),
            ],
        ),
    ]
