import alliance.web.migrating
import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_people_and_duplicates'),
        ('consortia', '0002_governance'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('reference', '0001_initial'),
    ]

    operations = [
        alliance.web.migrating.AtOnce(
            operations=[
                migrations.CreateModel(
                    name='Indicator',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('code', models.SlugField(max_length=64, unique=True, verbose_name='code')),
                        ('name', models.CharField(max_length=200, verbose_name='name')),
                        ('name_en', models.CharField(blank=True, max_length=200, verbose_name='English name')),
                        ('kind', models.CharField(choices=[('outcome', 'Outcome'), ('input', 'Activity')], max_length=12, verbose_name='kind')),
                        ('unit', models.CharField(choices=[('persons', 'persons'), ('person_times', 'person-times'), ('families', 'families'), ('organisations', 'organisations'), ('programs', 'programs'), ('records', 'records'), ('yuan', 'yuan'), ('share', 'share'), ('square_metres', 'square metres'), ('years', 'years')], max_length=16, verbose_name='unit')),
                        ('numerator', models.JSONField(verbose_name='numerator')),
                        ('denominator', models.JSONField(blank=True, null=True, verbose_name='denominator')),
                        ('definition', models.TextField(blank=True, help_text='What is counted, in words.', max_length=2000, verbose_name='definition')),
                        ('is_person_count', models.BooleanField(default=False, help_text='Counts under 10 are then not published.', verbose_name='counts persons')),
                        ('region', models.ForeignKey(blank=True, help_text='Empty: used by all regions.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='indicators', to='reference.region', verbose_name='region')),
                    ],
                    options={
                        'verbose_name': 'indicator',
                        'verbose_name_plural': 'indicators',
                        'ordering': ['code'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['outcome', 'input'])), name='indicator_kind_known'), models.CheckConstraint(condition=models.Q(('unit__in', ['persons', 'person_times', 'families', 'organisations', 'programs', 'records', 'yuan', 'share', 'square_metres', 'years'])), name='indicator_unit_known'), models.CheckConstraint(condition=models.Q(models.Q(('unit__in', ['persons', 'person_times']), _negated=True), ('is_person_count', True), _connector='OR'), name='indicator_of_persons_says_so', violation_error_message='A count of persons has to be marked as one.')],
                        'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "indicators_indicatorevent" ("code", "created_at", "definition", "denominator", "id", "is_person_count", "kind", "name", "name_en", "numerator", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "unit", "updated_at", "version") VALUES (NEW."code", NEW."created_at", NEW."definition", NEW."denominator", NEW."id", NEW."is_person_count", NEW."kind", NEW."name", NEW."name_en", NEW."numerator", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."region_id", NEW."unit", NEW."updated_at", NEW."version"); RETURN NULL;', hash='241d1557079b0dcf4e808d930b2c1fc5d48d0027', operation='INSERT', pgid='pgtrigger_insert_insert_6ab67', table='indicators_indicator', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "indicators_indicatorevent" ("code", "created_at", "definition", "denominator", "id", "is_person_count", "kind", "name", "name_en", "numerator", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "unit", "updated_at", "version") VALUES (NEW."code", NEW."created_at", NEW."definition", NEW."denominator", NEW."id", NEW."is_person_count", NEW."kind", NEW."name", NEW."name_en", NEW."numerator", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."region_id", NEW."unit", NEW."updated_at", NEW."version"); RETURN NULL;', hash='13fe828deb919d508bad3215c8c21fc0d0306593', operation='UPDATE', pgid='pgtrigger_update_update_4281e', table='indicators_indicator', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='Claim',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('wording', models.CharField(help_text='As printed.', max_length=300, verbose_name='wording')),
                        ('comparison', models.CharField(choices=[('exactly', 'exactly'), ('at_least', 'at least'), ('more_than', 'more than'), ('about', 'about')], default='exactly', max_length=12, verbose_name='comparison')),
                        ('value', models.DecimalField(decimal_places=6, help_text='A share lies between 0 and 1: 0.836 stands for 83.6 %.', max_digits=22, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1000000000000000)], verbose_name='value')),
                        ('places', models.PositiveSmallIntegerField(default=0, help_text='Of a share, those of the percentage: 1 for 83.6 %.', validators=[django.core.validators.MaxValueValidator(4)], verbose_name='decimals printed')),
                        ('unit', models.CharField(choices=[('persons', 'persons'), ('person_times', 'person-times'), ('families', 'families'), ('organisations', 'organisations'), ('programs', 'programs'), ('records', 'records'), ('yuan', 'yuan'), ('share', 'share'), ('square_metres', 'square metres'), ('years', 'years')], max_length=16, verbose_name='unit')),
                        ('as_of', models.DateField(blank=True, null=True, verbose_name='as of')),
                        ('source', models.CharField(max_length=300, verbose_name='source')),
                        ('source_url', models.URLField(blank=True, max_length=500, verbose_name='address of the source')),
                        ('published_on', models.DateField(blank=True, null=True, verbose_name='source published on')),
                        ('note', models.CharField(blank=True, help_text='Why the records give something else, where that is known.', max_length=1000, verbose_name='note')),
                        ('alliance', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='consortia.alliance', verbose_name='about the alliance')),
                        ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='accounts.organisation', verbose_name='about the organisation')),
                        ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='reference.region', verbose_name='region')),
                        ('indicator', models.ForeignKey(blank=True, help_text='What the records give for it; empty where nothing here measures it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='indicators.indicator', verbose_name='indicator')),
                    ],
                    options={
                        'verbose_name': 'claim',
                        'verbose_name_plural': 'claims',
                        'ordering': ['region', 'pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('comparison__in', ['exactly', 'at_least', 'more_than', 'about'])), name='claim_comparison_known'), models.CheckConstraint(condition=models.Q(('unit__in', ['persons', 'person_times', 'families', 'organisations', 'programs', 'records', 'yuan', 'share', 'square_metres', 'years'])), name='claim_unit_known'), models.CheckConstraint(condition=models.Q(('value__range', (0, 1000000000000000))), name='claim_value_range', violation_error_message='A quoted figure is neither negative nor that large.'), models.CheckConstraint(condition=models.Q(models.Q(('unit', 'share'), _negated=True), ('value__lte', 1), _connector='OR'), name='claim_share_at_most_one', violation_error_message='A share is at most 1: enter 83.6 % as 0.836.'), models.CheckConstraint(condition=models.Q(('alliance__isnull', True), ('organisation__isnull', True), _connector='OR'), name='claim_about_one_subject', violation_error_message='A claim is about one alliance or one organisation.'), models.UniqueConstraint(fields=('region', 'wording', 'source'), name='claim_once', violation_error_message='This claim is on record already.')],
                        'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "indicators_claimevent" ("alliance_id", "as_of", "comparison", "created_at", "id", "indicator_id", "note", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places", "published_on", "region_id", "source", "source_url", "unit", "updated_at", "value", "version", "wording") VALUES (NEW."alliance_id", NEW."as_of", NEW."comparison", NEW."created_at", NEW."id", NEW."indicator_id", NEW."note", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."places", NEW."published_on", NEW."region_id", NEW."source", NEW."source_url", NEW."unit", NEW."updated_at", NEW."value", NEW."version", NEW."wording"); RETURN NULL;', hash='608fc73c6a96e4e1f2c4b9fd7cb0b1cf657d539d', operation='INSERT', pgid='pgtrigger_insert_insert_c8ec8', table='indicators_claim', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "indicators_claimevent" ("alliance_id", "as_of", "comparison", "created_at", "id", "indicator_id", "note", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places", "published_on", "region_id", "source", "source_url", "unit", "updated_at", "value", "version", "wording") VALUES (NEW."alliance_id", NEW."as_of", NEW."comparison", NEW."created_at", NEW."id", NEW."indicator_id", NEW."note", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."places", NEW."published_on", NEW."region_id", NEW."source", NEW."source_url", NEW."unit", NEW."updated_at", NEW."value", NEW."version", NEW."wording"); RETURN NULL;', hash='8ded13c05c63ab036488acc87c225bae07441565', operation='UPDATE', pgid='pgtrigger_update_update_13245', table='indicators_claim', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='IndicatorEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('code', models.SlugField(db_index=False, max_length=64, verbose_name='code')),
                        ('name', models.CharField(max_length=200, verbose_name='name')),
                        ('name_en', models.CharField(blank=True, max_length=200, verbose_name='English name')),
                        ('kind', models.CharField(choices=[('outcome', 'Outcome'), ('input', 'Activity')], max_length=12, verbose_name='kind')),
                        ('unit', models.CharField(choices=[('persons', 'persons'), ('person_times', 'person-times'), ('families', 'families'), ('organisations', 'organisations'), ('programs', 'programs'), ('records', 'records'), ('yuan', 'yuan'), ('share', 'share'), ('square_metres', 'square metres'), ('years', 'years')], max_length=16, verbose_name='unit')),
                        ('numerator', models.JSONField(verbose_name='numerator')),
                        ('denominator', models.JSONField(blank=True, null=True, verbose_name='denominator')),
                        ('definition', models.TextField(blank=True, help_text='What is counted, in words.', max_length=2000, verbose_name='definition')),
                        ('is_person_count', models.BooleanField(default=False, help_text='Counts under 10 are then not published.', verbose_name='counts persons')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='indicators.indicator')),
                        ('region', models.ForeignKey(blank=True, db_constraint=False, help_text='Empty: used by all regions.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reference.region', verbose_name='region')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='094e1c3f4541b9846ba25c4ee0a14f60244a9bd9', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_120fe', table='indicators_indicatorevent', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='ClaimEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('wording', models.CharField(help_text='As printed.', max_length=300, verbose_name='wording')),
                        ('comparison', models.CharField(choices=[('exactly', 'exactly'), ('at_least', 'at least'), ('more_than', 'more than'), ('about', 'about')], default='exactly', max_length=12, verbose_name='comparison')),
                        ('value', models.DecimalField(decimal_places=6, help_text='A share lies between 0 and 1: 0.836 stands for 83.6 %.', max_digits=22, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1000000000000000)], verbose_name='value')),
                        ('places', models.PositiveSmallIntegerField(default=0, help_text='Of a share, those of the percentage: 1 for 83.6 %.', validators=[django.core.validators.MaxValueValidator(4)], verbose_name='decimals printed')),
                        ('unit', models.CharField(choices=[('persons', 'persons'), ('person_times', 'person-times'), ('families', 'families'), ('organisations', 'organisations'), ('programs', 'programs'), ('records', 'records'), ('yuan', 'yuan'), ('share', 'share'), ('square_metres', 'square metres'), ('years', 'years')], max_length=16, verbose_name='unit')),
                        ('as_of', models.DateField(blank=True, null=True, verbose_name='as of')),
                        ('source', models.CharField(max_length=300, verbose_name='source')),
                        ('source_url', models.URLField(blank=True, max_length=500, verbose_name='address of the source')),
                        ('published_on', models.DateField(blank=True, null=True, verbose_name='source published on')),
                        ('note', models.CharField(blank=True, help_text='Why the records give something else, where that is known.', max_length=1000, verbose_name='note')),
                        ('alliance', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='consortia.alliance', verbose_name='about the alliance')),
                        ('organisation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.organisation', verbose_name='about the organisation')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='indicators.claim')),
                        ('region', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reference.region', verbose_name='region')),
                        ('indicator', models.ForeignKey(blank=True, db_constraint=False, help_text='What the records give for it; empty where nothing here measures it.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='indicators.indicator', verbose_name='indicator')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e088fc9db90057d1e14f36652790896ab7b1439e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_61504', table='indicators_claimevent', when='BEFORE'))],
                    },
                ),
            ],
        ),
    ]
