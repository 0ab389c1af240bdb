import alliance.web.migrating
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('accounts', '__first__'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('reference', '0001_initial'),
    ]

    operations = [
        alliance.web.migrating.AtOnce(
            operations=[
                migrations.CreateModel(
                    name='Enterprise',
                    fields=[
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('organisation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='enterprise', serialize=False, to='accounts.organisation')),
                        ('size', models.CharField(choices=[('micro', 'Micro'), ('small', 'Small'), ('medium', 'Medium'), ('large', 'Large')], max_length=8, verbose_name='size')),
                        ('verified_at', models.DateTimeField(blank=True, null=True, verbose_name='verified')),
                        ('industry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enterprises', to='reference.industry')),
                        ('verified_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'enterprise',
                        'verbose_name_plural': 'enterprises',
                        'constraints': [models.CheckConstraint(condition=models.Q(('size__in', ['micro', 'small', 'medium', 'large'])), name='enterprise_size_known'), models.CheckConstraint(condition=models.Q(models.Q(('verified_at__isnull', True), ('verified_by__isnull', True)), models.Q(('verified_at__isnull', False), ('verified_by__isnull', False)), _connector='OR'), name='enterprise_verified_by_somebody')],
                        'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "enterprises_enterpriseevent" ("created_at", "industry_id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "size", "updated_at", "verified_at", "verified_by_id", "version") VALUES (NEW."created_at", NEW."industry_id", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."organisation_id", NEW."size", NEW."updated_at", NEW."verified_at", NEW."verified_by_id", NEW."version"); RETURN NULL;', hash='f5c08d955b5edf0d1a8add95615c9cc76e76a765', operation='INSERT', pgid='pgtrigger_insert_insert_079c7', table='enterprises_enterprise', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "enterprises_enterpriseevent" ("created_at", "industry_id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "size", "updated_at", "verified_at", "verified_by_id", "version") VALUES (NEW."created_at", NEW."industry_id", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."organisation_id", NEW."size", NEW."updated_at", NEW."verified_at", NEW."verified_by_id", NEW."version"); RETURN NULL;', hash='e52ad3de06db0456159170af1abf3b0251f8c747', operation='UPDATE', pgid='pgtrigger_update_update_11bf5', table='enterprises_enterprise', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='Demand',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('kind', models.CharField(choices=[('order_class', 'Order class'), ('apprenticeship', 'Apprenticeship'), ('internship', 'Internship'), ('recruitment', 'Recruitment'), ('employee_training', 'Employee training'), ('technical_problem', 'Technical problem'), ('expert_posting', 'Expert posting')], max_length=20, verbose_name='kind')),
                        ('title', models.CharField(max_length=200, verbose_name='title')),
                        ('description', models.TextField(blank=True, max_length=10000, verbose_name='description')),
                        ('headcount', models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100000)], verbose_name='headcount')),
                        ('levels', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('secondary', 'Secondary vocational'), ('technician', 'Technician'), ('higher', 'Higher vocational'), ('vocational_bachelor', 'Vocational bachelor'), ('undergraduate', 'Undergraduate')], max_length=24), blank=True, default=list, help_text='None chosen means that every level is welcome.', size=None, verbose_name='accepted levels')),
                        ('closes_on', models.DateField(verbose_name='closes on')),
                        ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('returned', 'Returned'), ('published', 'Published'), ('fulfilled', 'Fulfilled'), ('withdrawn', 'Withdrawn'), ('expired', 'Expired')], default='draft', max_length=12, verbose_name='state')),
                        ('revision', models.PositiveIntegerField(default=0, editable=False, verbose_name='revision')),
                        ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published')),
                        ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                        ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('occupation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='demands', to='reference.occupation', verbose_name='occupation')),
                        ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='demands', to='reference.region', verbose_name='place')),
                        ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='demands', to='enterprises.enterprise')),
                    ],
                    options={
                        'verbose_name': 'demand',
                        'verbose_name_plural': 'demands',
                        'ordering': ['-pk'],
                        'indexes': [models.Index(fields=['state', 'closes_on'], name='demand_open')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'returned', 'published', 'fulfilled', 'withdrawn', 'expired'])), name='demand_state_known'), models.CheckConstraint(condition=models.Q(('kind__in', ['order_class', 'apprenticeship', 'internship', 'recruitment', 'employee_training', 'technical_problem', 'expert_posting'])), name='demand_kind_known'), models.CheckConstraint(condition=models.Q(('headcount__range', (1, 100000))), name='demand_headcount_range'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', frozenset(['expired', 'fulfilled', 'published'])), _negated=True), models.Q(('published_at__isnull', False), ('revision__gte', 1)), _connector='OR'), name='demand_published_has_revision')],
                        'triggers': [pgtrigger.compiler.Trigger(name='demand_flow', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{draft:submitted,draft:withdrawn,published:expired,published:fulfilled,published:withdrawn,returned:submitted,returned:withdrawn,submitted:published,submitted:returned,submitted:withdrawn}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='c31304a4ae30137efda461966b8ba4d729828f98', operation='UPDATE', pgid='pgtrigger_demand_flow_9c985', table='enterprises_demand', when='BEFORE')), pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "enterprises_demandevent" ("closes_on", "created_at", "created_by_id", "description", "enterprise_id", "headcount", "id", "kind", "levels", "occupation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "reason", "region_id", "revision", "state", "title", "updated_at", "version") VALUES (NEW."closes_on", NEW."created_at", NEW."created_by_id", NEW."description", NEW."enterprise_id", NEW."headcount", NEW."id", NEW."kind", NEW."levels", NEW."occupation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."published_at", NEW."reason", NEW."region_id", NEW."revision", NEW."state", NEW."title", NEW."updated_at", NEW."version"); RETURN NULL;', hash='7e5513b5b035b9126024d58791824777d291ee78', operation='INSERT', pgid='pgtrigger_insert_insert_95cbf', table='enterprises_demand', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "enterprises_demandevent" ("closes_on", "created_at", "created_by_id", "description", "enterprise_id", "headcount", "id", "kind", "levels", "occupation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "reason", "region_id", "revision", "state", "title", "updated_at", "version") VALUES (NEW."closes_on", NEW."created_at", NEW."created_by_id", NEW."description", NEW."enterprise_id", NEW."headcount", NEW."id", NEW."kind", NEW."levels", NEW."occupation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."published_at", NEW."reason", NEW."region_id", NEW."revision", NEW."state", NEW."title", NEW."updated_at", NEW."version"); RETURN NULL;', hash='142963bec5af54c6d57757d1bfe40fd488a70cab', operation='UPDATE', pgid='pgtrigger_update_update_285a4', table='enterprises_demand', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='EnterpriseEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('size', models.CharField(choices=[('micro', 'Micro'), ('small', 'Small'), ('medium', 'Medium'), ('large', 'Large')], max_length=8, verbose_name='size')),
                        ('verified_at', models.DateTimeField(blank=True, null=True, verbose_name='verified')),
                        ('industry', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reference.industry')),
                        ('organisation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', serialize=False, to='accounts.organisation')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='enterprises.enterprise')),
                        ('verified_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='37342c9d6a78af824ebeb30b0279d74674ed2d4b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_f5017', table='enterprises_enterpriseevent', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='DemandSkill',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('importance', models.PositiveSmallIntegerField(default=3, verbose_name='importance')),
                        ('level', models.PositiveSmallIntegerField(default=2, verbose_name='level')),
                        ('required', models.BooleanField(default=False, verbose_name='required')),
                        ('demand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='skills', to='enterprises.demand')),
                        ('skill', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reference.skill')),
                    ],
                    options={
                        'verbose_name': 'skill asked for',
                        'verbose_name_plural': 'skills asked for',
                        'ordering': ['-importance', 'skill_id'],
                        'constraints': [models.UniqueConstraint(fields=('demand', 'skill'), name='demand_skill_once'), models.CheckConstraint(condition=models.Q(('importance__range', (1, 5))), name='demand_skill_importance'), models.CheckConstraint(condition=models.Q(('level__range', (1, 4))), name='demand_skill_level')],
                    },
                ),
                migrations.CreateModel(
                    name='DemandEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('kind', models.CharField(choices=[('order_class', 'Order class'), ('apprenticeship', 'Apprenticeship'), ('internship', 'Internship'), ('recruitment', 'Recruitment'), ('employee_training', 'Employee training'), ('technical_problem', 'Technical problem'), ('expert_posting', 'Expert posting')], max_length=20, verbose_name='kind')),
                        ('title', models.CharField(max_length=200, verbose_name='title')),
                        ('description', models.TextField(blank=True, max_length=10000, verbose_name='description')),
                        ('headcount', models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100000)], verbose_name='headcount')),
                        ('levels', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('secondary', 'Secondary vocational'), ('technician', 'Technician'), ('higher', 'Higher vocational'), ('vocational_bachelor', 'Vocational bachelor'), ('undergraduate', 'Undergraduate')], max_length=24), blank=True, default=list, help_text='None chosen means that every level is welcome.', size=None, verbose_name='accepted levels')),
                        ('closes_on', models.DateField(verbose_name='closes on')),
                        ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('returned', 'Returned'), ('published', 'Published'), ('fulfilled', 'Fulfilled'), ('withdrawn', 'Withdrawn'), ('expired', 'Expired')], default='draft', max_length=12, verbose_name='state')),
                        ('revision', models.PositiveIntegerField(default=0, editable=False, verbose_name='revision')),
                        ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published')),
                        ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                        ('created_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('occupation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reference.occupation', verbose_name='occupation')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='enterprises.demand')),
                        ('region', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reference.region', verbose_name='place')),
                        ('enterprise', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='enterprises.enterprise')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c703e7b4d00ba38d6cfeab3bc2f856a3519732ec', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_0fa87', table='enterprises_demandevent', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='DemandRevision',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField()),
                        ('content', models.JSONField()),
                        ('created_at', models.DateTimeField()),
                        ('demand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='enterprises.demand')),
                    ],
                    options={
                        'verbose_name': 'demand revision',
                        'verbose_name_plural': 'demand revisions',
                        'constraints': [models.UniqueConstraint(fields=('demand', 'number'), name='demand_revision_once')],
                        'triggers': [pgtrigger.compiler.Trigger(name='frozen', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='673df32efd9d631e6d7cbfc395c38f8313d6596d', operation='UPDATE OR DELETE', pgid='pgtrigger_frozen_622ae', table='enterprises_demandrevision', when='BEFORE'))],
                    },
                ),
            ],
        ),
    ]
