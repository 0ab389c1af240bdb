import alliance.web.migrating
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consortia', '0002_governance'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('reference', '0001_initial'),
    ]

    operations = [
        alliance.web.migrating.AtOnce(
            operations=[
                pgtrigger.migrations.RemoveTrigger(
                    model_name='keyindustry',
                    name='insert_insert',
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name='keyindustry',
                    name='update_update',
                ),
                migrations.CreateModel(
                    name='CouplingEdition',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('name', models.CharField(max_length=100, verbose_name='name')),
                        ('valid_from', models.DateField(verbose_name='valid from')),
                        ('valid_to', models.DateField(blank=True, help_text='The first day without it.', null=True, verbose_name='valid to')),
                        ('method', models.CharField(choices=[('entropy', 'Entropy weights'), ('expert', 'Expert weights')], max_length=8, verbose_name='method')),
                        ('indicators', models.JSONField(help_text='A list of {"side": "education" or "industry", "code": …, "weight": "0.25", "minimum": "0", "maximum": "100"}.', verbose_name='indicators')),
                        ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
                        ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='coupling_editions', to='reference.region', verbose_name='region')),
                    ],
                    options={
                        'verbose_name': 'edition of the coupling index',
                        'verbose_name_plural': 'editions of the coupling index',
                        'ordering': ['-valid_from', '-pk'],
                        'constraints': [models.UniqueConstraint(fields=('region', 'name', 'valid_from'), name='coupling_edition_once', violation_error_message='This edition is on record already.'), models.CheckConstraint(condition=models.Q(('method__in', ['entropy', 'expert'])), name='coupling_method_known'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='coupling_dates_in_order', violation_error_message='It ends before it begins.')],
                        'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "consortia_couplingeditionevent" ("created_at", "id", "indicators", "method", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "source", "updated_at", "valid_from", "valid_to", "version") VALUES (NEW."created_at", NEW."id", NEW."indicators", NEW."method", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."region_id", NEW."source", NEW."updated_at", NEW."valid_from", NEW."valid_to", NEW."version"); RETURN NULL;', hash='47219d7d94fbb35dc61920cb2e82062fe2bd85c5', operation='INSERT', pgid='pgtrigger_insert_insert_c4cf1', table='consortia_couplingedition', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "consortia_couplingeditionevent" ("created_at", "id", "indicators", "method", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "source", "updated_at", "valid_from", "valid_to", "version") VALUES (NEW."created_at", NEW."id", NEW."indicators", NEW."method", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."region_id", NEW."source", NEW."updated_at", NEW."valid_from", NEW."valid_to", NEW."version"); RETURN NULL;', hash='b2e9af60c040c6716203e7efe3e7670be5acc12d', operation='UPDATE', pgid='pgtrigger_update_update_c4214', table='consortia_couplingedition', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='CouplingEditionEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('name', models.CharField(max_length=100, verbose_name='name')),
                        ('valid_from', models.DateField(verbose_name='valid from')),
                        ('valid_to', models.DateField(blank=True, help_text='The first day without it.', null=True, verbose_name='valid to')),
                        ('method', models.CharField(choices=[('entropy', 'Entropy weights'), ('expert', 'Expert weights')], max_length=8, verbose_name='method')),
                        ('indicators', models.JSONField(help_text='A list of {"side": "education" or "industry", "code": …, "weight": "0.25", "minimum": "0", "maximum": "100"}.', verbose_name='indicators')),
                        ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='consortia.couplingedition')),
                        ('region', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reference.region', verbose_name='region')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ab652a17769878cadffa58b1e5c6e75e08f318f7', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_38356', table='consortia_couplingeditionevent', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='IndustryStatistic',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('year', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1950), django.core.validators.MaxValueValidator(2100)], verbose_name='year')),
                        ('measure', models.CharField(choices=[('value_added', 'Value added'), ('employment', 'Employment')], max_length=12, verbose_name='measure')),
                        ('value', models.DecimalField(decimal_places=4, help_text='Value added in 10,000 yuan of the year; employment in persons at its end.', max_digits=18, validators=[django.core.validators.MinValueValidator(0)], verbose_name='value')),
                        ('source', models.CharField(max_length=300, verbose_name='source')),
                        ('industry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reference.industry', verbose_name='industry')),
                        ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='industry_statistics', to='reference.region', verbose_name='region')),
                    ],
                    options={
                        'verbose_name': 'industry statistic',
                        'verbose_name_plural': 'industry statistics',
                        'ordering': ['-year', 'industry_id', 'pk'],
                        'constraints': [models.UniqueConstraint(fields=('region', 'industry', 'year', 'measure'), name='industry_statistic_once', violation_error_message='This figure is on record already.'), models.CheckConstraint(condition=models.Q(('measure__in', ['value_added', 'employment'])), name='industry_statistic_measure_known'), models.CheckConstraint(condition=models.Q(('value__gte', 0)), name='industry_statistic_not_negative', violation_error_message='A figure is not negative.'), models.CheckConstraint(condition=models.Q(('year__range', (1950, 2100))), name='industry_statistic_year_range', violation_error_message='The year lies between 1950 and 2100.'), models.CheckConstraint(condition=models.Q(('source', ''), _negated=True), name='industry_statistic_says_its_source', violation_error_message='Say where the figure is published.')],
                        'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "consortia_industrystatisticevent" ("created_at", "id", "industry_id", "measure", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "source", "updated_at", "value", "version", "year") VALUES (NEW."created_at", NEW."id", NEW."industry_id", NEW."measure", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."region_id", NEW."source", NEW."updated_at", NEW."value", NEW."version", NEW."year"); RETURN NULL;', hash='def3ddedf2012ef1c879b044bd2627645a8edd68', operation='INSERT', pgid='pgtrigger_insert_insert_76605', table='consortia_industrystatistic', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "consortia_industrystatisticevent" ("created_at", "id", "industry_id", "measure", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "source", "updated_at", "value", "version", "year") VALUES (NEW."created_at", NEW."id", NEW."industry_id", NEW."measure", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."region_id", NEW."source", NEW."updated_at", NEW."value", NEW."version", NEW."year"); RETURN NULL;', hash='614c383e4f5e283b0a0033d556ab214d64db490b', operation='UPDATE', pgid='pgtrigger_update_update_38c78', table='consortia_industrystatistic', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='IndustryStatisticEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('year', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1950), django.core.validators.MaxValueValidator(2100)], verbose_name='year')),
                        ('measure', models.CharField(choices=[('value_added', 'Value added'), ('employment', 'Employment')], max_length=12, verbose_name='measure')),
                        ('value', models.DecimalField(decimal_places=4, help_text='Value added in 10,000 yuan of the year; employment in persons at its end.', max_digits=18, validators=[django.core.validators.MinValueValidator(0)], verbose_name='value')),
                        ('source', models.CharField(max_length=300, verbose_name='source')),
                        ('industry', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reference.industry', verbose_name='industry')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='consortia.industrystatistic')),
                        ('region', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reference.region', verbose_name='region')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c7132cfbff2933f4afaba52e557ead62bc23bb76', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_1e7aa', table='consortia_industrystatisticevent', when='BEFORE'))],
                    },
                ),
                migrations.AddField(
                    model_name='keyindustry',
                    name='created_at',
                    field=models.DateTimeField(auto_now_add=True, default=django.utils.timezone.now, verbose_name='created'),
                    preserve_default=False,
                ),
                migrations.AddField(
                    model_name='keyindustry',
                    name='updated_at',
                    field=models.DateTimeField(auto_now=True, verbose_name='updated'),
                ),
                migrations.AddField(
                    model_name='keyindustry',
                    name='version',
                    field=models.PositiveIntegerField(default=1, editable=False),
                ),
                migrations.AddField(
                    model_name='keyindustryevent',
                    name='created_at',
                    field=models.DateTimeField(auto_now_add=True, default=django.utils.timezone.now, verbose_name='created'),
                    preserve_default=False,
                ),
                migrations.AddField(
                    model_name='keyindustryevent',
                    name='updated_at',
                    field=models.DateTimeField(auto_now=True, verbose_name='updated'),
                ),
                migrations.AddField(
                    model_name='keyindustryevent',
                    name='version',
                    field=models.PositiveIntegerField(default=1, editable=False),
                ),
                migrations.AlterField(
                    model_name='keyindustry',
                    name='framework',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='industries', to='consortia.framework', verbose_name='industry framework'),
                ),
                migrations.AlterField(
                    model_name='keyindustry',
                    name='industry',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='key_in', to='reference.industry', verbose_name='industry'),
                ),
                migrations.AlterField(
                    model_name='keyindustry',
                    name='position',
                    field=models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(1000)], verbose_name='place in the list'),
                ),
                migrations.AlterField(
                    model_name='keyindustryevent',
                    name='framework',
                    field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='consortia.framework', verbose_name='industry framework'),
                ),
                migrations.AlterField(
                    model_name='keyindustryevent',
                    name='industry',
                    field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reference.industry', verbose_name='industry'),
                ),
                migrations.AlterField(
                    model_name='keyindustryevent',
                    name='position',
                    field=models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(1000)], verbose_name='place in the list'),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='keyindustry',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "consortia_keyindustryevent" ("created_at", "framework_id", "group", "id", "industry_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "updated_at", "version") VALUES (NEW."created_at", NEW."framework_id", NEW."group", NEW."id", NEW."industry_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."updated_at", NEW."version"); RETURN NULL;', hash='5259d9542425b66efe4ccd5ee8cb6d7acaf0cd81', operation='INSERT', pgid='pgtrigger_insert_insert_91f28', table='consortia_keyindustry', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='keyindustry',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "consortia_keyindustryevent" ("created_at", "framework_id", "group", "id", "industry_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "updated_at", "version") VALUES (NEW."created_at", NEW."framework_id", NEW."group", NEW."id", NEW."industry_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."updated_at", NEW."version"); RETURN NULL;', hash='1b23c23655477981435299c659837567ed2ad43d', operation='UPDATE', pgid='pgtrigger_update_update_49fa3', table='consortia_keyindustry', when='AFTER')),
                ),
                migrations.AlterConstraint(
                    model_name='keyindustry',
                    name='key_industry_once',
                    constraint=models.UniqueConstraint(fields=('framework', 'industry'), name='key_industry_once', violation_error_message='The list names this industry already.'),
                ),
            ],
        ),
    ]
