import alliance.web.migrating
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('consortia', '0001_initial'),
        ('enterprises', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('programs', '0001_initial'),
        ('reference', '0001_initial'),
        ('talent', '0001_initial'),
    ]

    operations = [
        alliance.web.migrating.AtOnce(
            operations=[
                pgtrigger.migrations.RemoveTrigger(
                    model_name='cohort',
                    name='insert_insert',
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name='cohort',
                    name='update_update',
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name='exchange',
                    name='insert_insert',
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name='exchange',
                    name='update_update',
                ),
                migrations.CreateModel(
                    name='Certification',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('kind', models.CharField(choices=[('degree_plus_skills', 'Degree and skills'), ('engineer_evaluation', "Engineers' evaluation"), ('skill_certificate', 'Skill certificate')], max_length=20, verbose_name='kind')),
                        ('title', models.CharField(max_length=200, verbose_name='title')),
                        ('title_en', models.CharField(blank=True, max_length=200, verbose_name='English title')),
                        ('level', models.CharField(blank=True, help_text='As the certificate names it.', max_length=100, verbose_name='level')),
                        ('awarded_on', models.DateField(verbose_name='awarded on')),
                        ('candidates', models.PositiveIntegerField(validators=[django.core.validators.MaxValueValidator(10000000)], verbose_name='candidates')),
                        ('passed', models.PositiveIntegerField(validators=[django.core.validators.MaxValueValidator(10000000)], verbose_name='passed')),
                        ('alliance', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='certifications', to='consortia.alliance', verbose_name='alliance')),
                        ('enterprise', models.ForeignKey(blank=True, help_text='Empty where they come from several.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='certifications', to='enterprises.enterprise', verbose_name='enterprise of the experts')),
                        ('organiser', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certifications', to='accounts.organisation', verbose_name='certifying organisation')),
                        ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certifications', to='reference.region', verbose_name='region')),
                        ('school', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='certifications', to='programs.school', verbose_name='school that grants the degree')),
                    ],
                    options={
                        'verbose_name': 'certification',
                        'verbose_name_plural': 'certifications',
                        'ordering': ['-awarded_on', '-pk'],
                        'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "talent_certificationevent" ("alliance_id", "awarded_on", "candidates", "created_at", "enterprise_id", "id", "kind", "level", "organiser_id", "passed", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "school_id", "title", "title_en", "updated_at", "version") VALUES (NEW."alliance_id", NEW."awarded_on", NEW."candidates", NEW."created_at", NEW."enterprise_id", NEW."id", NEW."kind", NEW."level", NEW."organiser_id", NEW."passed", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."region_id", NEW."school_id", NEW."title", NEW."title_en", NEW."updated_at", NEW."version"); RETURN NULL;', hash='9d187c74805ac7d2cb7ed18d68ddaa1b6aeae787', operation='INSERT', pgid='pgtrigger_insert_insert_60315', table='talent_certification', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "talent_certificationevent" ("alliance_id", "awarded_on", "candidates", "created_at", "enterprise_id", "id", "kind", "level", "organiser_id", "passed", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "school_id", "title", "title_en", "updated_at", "version") VALUES (NEW."alliance_id", NEW."awarded_on", NEW."candidates", NEW."created_at", NEW."enterprise_id", NEW."id", NEW."kind", NEW."level", NEW."organiser_id", NEW."passed", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."region_id", NEW."school_id", NEW."title", NEW."title_en", NEW."updated_at", NEW."version"); RETURN NULL;', hash='6dc752008d7bc5cea0085c766c3af60f09151e44', operation='UPDATE', pgid='pgtrigger_update_update_7e8e7', table='talent_certification', when='AFTER'))],
                        'constraints': [models.UniqueConstraint(fields=('organiser', 'title', 'awarded_on'), name='certification_once', violation_error_message='The organisation has a certification of this title on this day already.'), models.CheckConstraint(condition=models.Q(('kind__in', ['degree_plus_skills', 'engineer_evaluation', 'skill_certificate'])), name='certification_kind_known'), models.CheckConstraint(condition=models.Q(('passed__lte', models.F('candidates'))), name='certification_passed_of_candidates', violation_error_message='No more can pass than tried.')],
                    },
                ),
                migrations.CreateModel(
                    name='Consent',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('purpose', models.CharField(choices=[('employer_contact', 'Contact by the employer'), ('follow_up', 'Follow-up survey by the school')], max_length=20, verbose_name='purpose')),
                        ('given_on', models.DateField(verbose_name='given on')),
                        ('withdrawn_on', models.DateField(blank=True, null=True, verbose_name='withdrawn on')),
                        ('graduate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='talent.graduate', verbose_name='graduate')),
                    ],
                    options={
                        'verbose_name': 'consent',
                        'verbose_name_plural': 'consents',
                        'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_on__isnull', True)), fields=('graduate', 'purpose'), name='one_open_consent', violation_error_message='The graduate agreed to this already.'), models.CheckConstraint(condition=models.Q(('purpose__in', ['employer_contact', 'follow_up'])), name='consent_purpose_known'), models.CheckConstraint(condition=models.Q(('withdrawn_on__isnull', True), ('withdrawn_on__gte', models.F('given_on')), _connector='OR'), name='consent_dates_in_order', violation_error_message='A consent cannot be withdrawn before it was given.')],
                    },
                ),
                migrations.CreateModel(
                    name='GraduateIdentity',
                    fields=[
                        ('graduate', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='identity', serialize=False, to='talent.graduate', verbose_name='graduate')),
                        ('sealed', models.TextField(editable=False, verbose_name='sealed content')),
                        ('sealed_with', models.CharField(editable=False, max_length=16, verbose_name='name of the key')),
                        ('retention_until', models.DateField(verbose_name='kept until')),
                    ],
                    options={
                        'verbose_name': "graduate's identity",
                        'verbose_name_plural': "graduates' identities",
                    },
                ),
                migrations.CreateModel(
                    name='TrainingBatch',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('kind', models.CharField(choices=[('employee', "Employees' training"), ('resident', "Residents' training"), ('farmer', "Farmers' training"), ('order_based', 'Order-based training'), ('apprenticeship', 'Apprenticeship'), ('teacher', "Teachers' training"), ('abroad', 'Training abroad')], max_length=16, verbose_name='kind')),
                        ('title', models.CharField(max_length=200, verbose_name='title')),
                        ('title_en', models.CharField(blank=True, max_length=200, verbose_name='English title')),
                        ('started_on', models.DateField(verbose_name='from')),
                        ('ended_on', models.DateField(blank=True, null=True, verbose_name='to')),
                        ('hours', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(1000000)], verbose_name='hours')),
                        ('person_times', models.PositiveIntegerField(help_text='Attendances: who came to three courses counts three times.', validators=[django.core.validators.MaxValueValidator(100000000)], verbose_name='person-times')),
                        ('persons', models.PositiveIntegerField(blank=True, help_text='Each once. Empty where only attendances were counted.', null=True, validators=[django.core.validators.MaxValueValidator(10000000)], verbose_name='persons')),
                        ('certificates', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(100000000)], verbose_name='certificates')),
                        ('employed', models.PositiveIntegerField(blank=True, help_text='Of the persons. Empty where nobody asked.', null=True, validators=[django.core.validators.MaxValueValidator(10000000)], verbose_name='found work')),
                        ('local', models.PositiveIntegerField(blank=True, help_text='Of those who found work.', null=True, validators=[django.core.validators.MaxValueValidator(10000000)], verbose_name='found work locally')),
                        ('families', models.PositiveIntegerField(blank=True, help_text='Households of the persons trained.', null=True, validators=[django.core.validators.MaxValueValidator(10000000)], verbose_name='families')),
                        ('leaders', models.PositiveIntegerField(blank=True, help_text='Of the persons.', null=True, validators=[django.core.validators.MaxValueValidator(10000000)], verbose_name='village leaders')),
                        ('alliance', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='training_batches', to='consortia.alliance', verbose_name='alliance')),
                        ('enterprise', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='training_batches', to='enterprises.enterprise', verbose_name='for the enterprise')),
                        ('industry', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reference.industry', verbose_name='industry')),
                        ('organiser', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='training_batches', to='accounts.organisation', verbose_name='organiser')),
                        ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='training_batches', to='reference.region', verbose_name='region')),
                    ],
                    options={
                        'verbose_name': 'training batch',
                        'verbose_name_plural': 'training batches',
                        'ordering': ['-started_on', '-pk'],
                        'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "talent_trainingbatchevent" ("alliance_id", "certificates", "created_at", "employed", "ended_on", "enterprise_id", "families", "hours", "id", "industry_id", "kind", "leaders", "local", "organiser_id", "person_times", "persons", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "started_on", "title", "title_en", "updated_at", "version") VALUES (NEW."alliance_id", NEW."certificates", NEW."created_at", NEW."employed", NEW."ended_on", NEW."enterprise_id", NEW."families", NEW."hours", NEW."id", NEW."industry_id", NEW."kind", NEW."leaders", NEW."local", NEW."organiser_id", NEW."person_times", NEW."persons", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."region_id", NEW."started_on", NEW."title", NEW."title_en", NEW."updated_at", NEW."version"); RETURN NULL;', hash='546be9dd622b521dd50e190fa45704f76f1d9257', operation='INSERT', pgid='pgtrigger_insert_insert_03b5a', table='talent_trainingbatch', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "talent_trainingbatchevent" ("alliance_id", "certificates", "created_at", "employed", "ended_on", "enterprise_id", "families", "hours", "id", "industry_id", "kind", "leaders", "local", "organiser_id", "person_times", "persons", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "started_on", "title", "title_en", "updated_at", "version") VALUES (NEW."alliance_id", NEW."certificates", NEW."created_at", NEW."employed", NEW."ended_on", NEW."enterprise_id", NEW."families", NEW."hours", NEW."id", NEW."industry_id", NEW."kind", NEW."leaders", NEW."local", NEW."organiser_id", NEW."person_times", NEW."persons", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."region_id", NEW."started_on", NEW."title", NEW."title_en", NEW."updated_at", NEW."version"); RETURN NULL;', hash='50c17e2fdcd9570cf2e747379f512a3826246d5c', operation='UPDATE', pgid='pgtrigger_update_update_6be2b', table='talent_trainingbatch', when='AFTER'))],
                        'constraints': [models.UniqueConstraint(fields=('organiser', 'title', 'started_on'), name='training_batch_once', violation_error_message='The organiser has a batch of this title from this day on already.'), models.CheckConstraint(condition=models.Q(('kind__in', ['employee', 'resident', 'farmer', 'order_based', 'apprenticeship', 'teacher', 'abroad'])), name='training_kind_known'), models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), ('ended_on__gte', models.F('started_on')), _connector='OR'), name='training_dates_in_order', violation_error_message='Training cannot end before it starts.'), models.CheckConstraint(condition=models.Q(('persons__isnull', True), ('persons__lte', models.F('person_times')), _connector='OR'), name='training_persons_within_times', violation_error_message='There are no more persons than person-times.'), models.CheckConstraint(condition=models.Q(('certificates__isnull', True), ('certificates__lte', models.F('person_times')), _connector='OR'), name='training_certificates_within_times', violation_error_message='There are no more certificates than person-times.'), models.CheckConstraint(condition=models.Q(('employed__isnull', True), models.Q(('employed__lte', models.F('persons')), ('persons__isnull', False)), _connector='OR'), name='training_employed_of_persons', violation_error_message='Those who found work are counted among the persons, and are not more.'), models.CheckConstraint(condition=models.Q(('local__isnull', True), models.Q(('employed__isnull', False), ('local__lte', models.F('employed'))), _connector='OR'), name='training_local_of_employed', violation_error_message='Those who found work locally are counted among those who found work.'), models.CheckConstraint(condition=models.Q(('families__isnull', True), models.Q(('families__lte', models.F('persons')), ('persons__isnull', False)), _connector='OR'), name='training_families_of_persons', violation_error_message='There are no more families than persons.'), models.CheckConstraint(condition=models.Q(('leaders__isnull', True), models.Q(('leaders__lte', models.F('persons')), ('persons__isnull', False)), _connector='OR'), name='training_leaders_of_persons', violation_error_message='Leaders are counted among the persons, and are not more.')],
                    },
                ),
                migrations.CreateModel(
                    name='CertificationEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('kind', models.CharField(choices=[('degree_plus_skills', 'Degree and skills'), ('engineer_evaluation', "Engineers' evaluation"), ('skill_certificate', 'Skill certificate')], max_length=20, verbose_name='kind')),
                        ('title', models.CharField(max_length=200, verbose_name='title')),
                        ('title_en', models.CharField(blank=True, max_length=200, verbose_name='English title')),
                        ('level', models.CharField(blank=True, help_text='As the certificate names it.', max_length=100, verbose_name='level')),
                        ('awarded_on', models.DateField(verbose_name='awarded on')),
                        ('candidates', models.PositiveIntegerField(validators=[django.core.validators.MaxValueValidator(10000000)], verbose_name='candidates')),
                        ('passed', models.PositiveIntegerField(validators=[django.core.validators.MaxValueValidator(10000000)], verbose_name='passed')),
                        ('alliance', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='consortia.alliance', verbose_name='alliance')),
                        ('enterprise', models.ForeignKey(blank=True, db_constraint=False, help_text='Empty where they come from several.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='enterprises.enterprise', verbose_name='enterprise of the experts')),
                        ('organiser', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.organisation', verbose_name='certifying organisation')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='talent.certification')),
                        ('region', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reference.region', verbose_name='region')),
                        ('school', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programs.school', verbose_name='school that grants the degree')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7b5c1642910d4345395251934756c54fd37b5b21', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d5453', table='talent_certificationevent', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='TrainingBatchEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('kind', models.CharField(choices=[('employee', "Employees' training"), ('resident', "Residents' training"), ('farmer', "Farmers' training"), ('order_based', 'Order-based training'), ('apprenticeship', 'Apprenticeship'), ('teacher', "Teachers' training"), ('abroad', 'Training abroad')], max_length=16, verbose_name='kind')),
                        ('title', models.CharField(max_length=200, verbose_name='title')),
                        ('title_en', models.CharField(blank=True, max_length=200, verbose_name='English title')),
                        ('started_on', models.DateField(verbose_name='from')),
                        ('ended_on', models.DateField(blank=True, null=True, verbose_name='to')),
                        ('hours', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(1000000)], verbose_name='hours')),
                        ('person_times', models.PositiveIntegerField(help_text='Attendances: who came to three courses counts three times.', validators=[django.core.validators.MaxValueValidator(100000000)], verbose_name='person-times')),
                        ('persons', models.PositiveIntegerField(blank=True, help_text='Each once. Empty where only attendances were counted.', null=True, validators=[django.core.validators.MaxValueValidator(10000000)], verbose_name='persons')),
                        ('certificates', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(100000000)], verbose_name='certificates')),
                        ('employed', models.PositiveIntegerField(blank=True, help_text='Of the persons. Empty where nobody asked.', null=True, validators=[django.core.validators.MaxValueValidator(10000000)], verbose_name='found work')),
                        ('local', models.PositiveIntegerField(blank=True, help_text='Of those who found work.', null=True, validators=[django.core.validators.MaxValueValidator(10000000)], verbose_name='found work locally')),
                        ('families', models.PositiveIntegerField(blank=True, help_text='Households of the persons trained.', null=True, validators=[django.core.validators.MaxValueValidator(10000000)], verbose_name='families')),
                        ('leaders', models.PositiveIntegerField(blank=True, help_text='Of the persons.', null=True, validators=[django.core.validators.MaxValueValidator(10000000)], verbose_name='village leaders')),
                        ('alliance', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='consortia.alliance', verbose_name='alliance')),
                        ('enterprise', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='enterprises.enterprise', verbose_name='for the enterprise')),
                        ('industry', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reference.industry', verbose_name='industry')),
                        ('organiser', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.organisation', verbose_name='organiser')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='talent.trainingbatch')),
                        ('region', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reference.region', verbose_name='region')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='54b0b05e81be00677c6934b0b8db099ce216ff9e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_53638', table='talent_trainingbatchevent', when='BEFORE'))],
                    },
                ),
                migrations.AddField(
                    model_name='cohort',
                    name='enrolled',
                    field=models.PositiveIntegerField(blank=True, help_text='How many began. More than planned is possible.', null=True, validators=[django.core.validators.MaxValueValidator(10000000)], verbose_name='enrolled'),
                ),
                migrations.AddField(
                    model_name='cohort',
                    name='planned',
                    field=models.PositiveIntegerField(blank=True, help_text='Places that the plan gave this cohort when it began.', null=True, validators=[django.core.validators.MaxValueValidator(10000000)], verbose_name='planned intake'),
                ),
                migrations.AddField(
                    model_name='cohortevent',
                    name='enrolled',
                    field=models.PositiveIntegerField(blank=True, help_text='How many began. More than planned is possible.', null=True, validators=[django.core.validators.MaxValueValidator(10000000)], verbose_name='enrolled'),
                ),
                migrations.AddField(
                    model_name='cohortevent',
                    name='planned',
                    field=models.PositiveIntegerField(blank=True, help_text='Places that the plan gave this cohort when it began.', null=True, validators=[django.core.validators.MaxValueValidator(10000000)], verbose_name='planned intake'),
                ),
                migrations.AddField(
                    model_name='exchange',
                    name='alliance',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='exchanges', to='consortia.alliance', verbose_name='alliance'),
                ),
                migrations.AddField(
                    model_name='exchange',
                    name='dual_teacher',
                    field=models.CharField(choices=[('none', 'Not recognised'), ('recognised', 'Recognised')], default='none', max_length=12, verbose_name='dual-teacher status'),
                ),
                migrations.AddField(
                    model_name='exchange',
                    name='dual_teacher_on',
                    field=models.DateField(blank=True, null=True, verbose_name='recognised on'),
                ),
                migrations.AddField(
                    model_name='exchange',
                    name='field',
                    field=models.CharField(blank=True, help_text='What is taught or worked on.', max_length=200, verbose_name='field of work'),
                ),
                migrations.AddField(
                    model_name='exchange',
                    name='position',
                    field=models.CharField(blank=True, help_text='What the person is there.', max_length=200, verbose_name='position'),
                ),
                migrations.AddField(
                    model_name='exchangeevent',
                    name='alliance',
                    field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='consortia.alliance', verbose_name='alliance'),
                ),
                migrations.AddField(
                    model_name='exchangeevent',
                    name='dual_teacher',
                    field=models.CharField(choices=[('none', 'Not recognised'), ('recognised', 'Recognised')], default='none', max_length=12, verbose_name='dual-teacher status'),
                ),
                migrations.AddField(
                    model_name='exchangeevent',
                    name='dual_teacher_on',
                    field=models.DateField(blank=True, null=True, verbose_name='recognised on'),
                ),
                migrations.AddField(
                    model_name='exchangeevent',
                    name='field',
                    field=models.CharField(blank=True, help_text='What is taught or worked on.', max_length=200, verbose_name='field of work'),
                ),
                migrations.AddField(
                    model_name='exchangeevent',
                    name='position',
                    field=models.CharField(blank=True, help_text='What the person is there.', max_length=200, verbose_name='position'),
                ),
                migrations.AddField(
                    model_name='graduate',
                    name='created_at',
                    field=models.DateTimeField(auto_now_add=True, default=django.utils.timezone.now, verbose_name='created'),
                    preserve_default=False,
                ),
                migrations.AddField(
                    model_name='graduate',
                    name='erased_on',
                    field=models.DateField(blank=True, editable=False, null=True, verbose_name='erased on'),
                ),
                migrations.AddField(
                    model_name='graduate',
                    name='updated_at',
                    field=models.DateTimeField(auto_now=True, verbose_name='updated'),
                ),
                migrations.AddField(
                    model_name='graduate',
                    name='version',
                    field=models.PositiveIntegerField(default=1, editable=False),
                ),
                migrations.AddField(
                    model_name='outcome',
                    name='confirmed_on',
                    field=models.DateField(blank=True, editable=False, null=True, verbose_name='confirmed by the employer on'),
                ),
                migrations.AddField(
                    model_name='outcome',
                    name='created_at',
                    field=models.DateTimeField(auto_now_add=True, default=django.utils.timezone.now, verbose_name='created'),
                    preserve_default=False,
                ),
                migrations.AddField(
                    model_name='outcome',
                    name='employer',
                    field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='hires', to='enterprises.enterprise', verbose_name='employer'),
                ),
                migrations.AddField(
                    model_name='outcome',
                    name='starting_pay',
                    field=models.DecimalField(blank=True, decimal_places=2, help_text='Yuan a month.', max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1000000)], verbose_name='starting pay'),
                ),
                migrations.AddField(
                    model_name='outcome',
                    name='state',
                    field=models.CharField(choices=[('recorded', 'Recorded'), ('confirmed', 'Confirmed by the employer')], default='recorded', max_length=10, verbose_name='state'),
                ),
                migrations.AddField(
                    model_name='outcome',
                    name='updated_at',
                    field=models.DateTimeField(auto_now=True, verbose_name='updated'),
                ),
                migrations.AddField(
                    model_name='outcome',
                    name='version',
                    field=models.PositiveIntegerField(default=1, editable=False),
                ),
                migrations.AlterField(
                    model_name='cohort',
                    name='program',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cohorts', to='programs.program', verbose_name='program'),
                ),
                migrations.AlterField(
                    model_name='cohort',
                    name='year',
                    field=models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1950), django.core.validators.MaxValueValidator(2100)], verbose_name='graduation year'),
                ),
                migrations.AlterField(
                    model_name='cohortevent',
                    name='program',
                    field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programs.program', verbose_name='program'),
                ),
                migrations.AlterField(
                    model_name='cohortevent',
                    name='year',
                    field=models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1950), django.core.validators.MaxValueValidator(2100)], verbose_name='graduation year'),
                ),
                migrations.AlterField(
                    model_name='exchange',
                    name='enterprise',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exchanges', to='enterprises.enterprise', verbose_name='enterprise'),
                ),
                migrations.AlterField(
                    model_name='exchange',
                    name='hours',
                    field=models.PositiveIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(100000)], verbose_name='hours'),
                ),
                migrations.AlterField(
                    model_name='exchange',
                    name='school',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exchanges', to='programs.school', verbose_name='school'),
                ),
                migrations.AlterField(
                    model_name='exchangeevent',
                    name='enterprise',
                    field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='enterprises.enterprise', verbose_name='enterprise'),
                ),
                migrations.AlterField(
                    model_name='exchangeevent',
                    name='hours',
                    field=models.PositiveIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(100000)], verbose_name='hours'),
                ),
                migrations.AlterField(
                    model_name='exchangeevent',
                    name='school',
                    field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programs.school', verbose_name='school'),
                ),
                migrations.AlterField(
                    model_name='graduate',
                    name='cohort',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='graduates', to='talent.cohort', verbose_name='cohort'),
                ),
                migrations.AlterField(
                    model_name='outcome',
                    name='graduate',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='outcomes', to='talent.graduate', verbose_name='graduate'),
                ),
                migrations.AddIndex(
                    model_name='outcome',
                    index=models.Index(condition=models.Q(('employer__isnull', False)), fields=['employer'], name='outcome_by_employer'),
                ),
                migrations.AddConstraint(
                    model_name='exchange',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('dual_teacher', 'none'), ('dual_teacher_on__isnull', True)), models.Q(('dual_teacher', 'recognised'), ('dual_teacher_on__isnull', False)), _connector='OR'), name='exchange_dual_teacher_since', violation_error_message='Dual-teacher status has a date, and only it has one.'),
                ),
                migrations.AddConstraint(
                    model_name='outcome',
                    constraint=models.CheckConstraint(condition=models.Q(('employer__isnull', True), ('destination', 'employed'), _connector='OR'), name='outcome_employer_employs', violation_error_message='Only an employed graduate has an employer.'),
                ),
                migrations.AddConstraint(
                    model_name='outcome',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_on__isnull', True), ('state', 'recorded')), models.Q(('confirmed_on__isnull', False), ('employer__isnull', False), ('state', 'confirmed')), _connector='OR'), name='outcome_confirmed_by_employer', violation_error_message='Without an employer nobody can have confirmed this.'),
                ),
                migrations.AddConstraint(
                    model_name='outcome',
                    constraint=models.CheckConstraint(condition=models.Q(('starting_pay__isnull', True), ('starting_pay__range', (0, 1000000)), _connector='OR'), name='outcome_pay_range', violation_error_message='Starting pay is given in yuan a month.'),
                ),
                migrations.AlterConstraint(
                    model_name='cohort',
                    name='cohort_once',
                    constraint=models.UniqueConstraint(fields=('program', 'year', 'label'), name='cohort_once', violation_error_message='This program has such a cohort in that year already.'),
                ),
                migrations.AlterConstraint(
                    model_name='cohort',
                    name='cohort_year_range',
                    constraint=models.CheckConstraint(condition=models.Q(('year__range', (1950, 2100))), name='cohort_year_range', violation_error_message='A graduation year lies between 1950 and 2100.'),
                ),
                migrations.AlterConstraint(
                    model_name='exchange',
                    name='exchange_dates_in_order',
                    constraint=models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), ('ended_on__gte', models.F('started_on')), _connector='OR'), name='exchange_dates_in_order', violation_error_message='An exchange cannot end before it starts.'),
                ),
                migrations.AlterConstraint(
                    model_name='graduate',
                    name='graduate_number_once',
                    constraint=models.UniqueConstraint(fields=('cohort', 'number'), name='graduate_number_once', violation_error_message='The cohort has a graduate of this number already.'),
                ),
                migrations.AlterConstraint(
                    model_name='outcome',
                    name='one_outcome_per_day',
                    constraint=models.UniqueConstraint(fields=('graduate', 'measured_on'), name='one_outcome_per_day', violation_error_message='The graduate was measured on this day already.'),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='cohort',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "talent_cohortevent" ("created_at", "enrolled", "id", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned", "program_id", "updated_at", "version", "year") VALUES (NEW."created_at", NEW."enrolled", NEW."id", NEW."label", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."planned", NEW."program_id", NEW."updated_at", NEW."version", NEW."year"); RETURN NULL;', hash='088fff6e9a86a7e1addaa96faa0b0e9dbf3db099', operation='INSERT', pgid='pgtrigger_insert_insert_cb8b3', table='talent_cohort', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='cohort',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "talent_cohortevent" ("created_at", "enrolled", "id", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned", "program_id", "updated_at", "version", "year") VALUES (NEW."created_at", NEW."enrolled", NEW."id", NEW."label", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."planned", NEW."program_id", NEW."updated_at", NEW."version", NEW."year"); RETURN NULL;', hash='13fc5f7fcb43be2dcedaf6e198faea94a97e592a', operation='UPDATE', pgid='pgtrigger_update_update_7cab3', table='talent_cohort', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='exchange',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "talent_exchangeevent" ("alliance_id", "created_at", "dual_teacher", "dual_teacher_on", "ended_on", "enterprise_id", "field", "hours", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "school_id", "started_on", "updated_at", "version") VALUES (NEW."alliance_id", NEW."created_at", NEW."dual_teacher", NEW."dual_teacher_on", NEW."ended_on", NEW."enterprise_id", NEW."field", NEW."hours", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."school_id", NEW."started_on", NEW."updated_at", NEW."version"); RETURN NULL;', hash='70d3bf5f0cf9fd977f76ba728c6c63331f588ce0', operation='INSERT', pgid='pgtrigger_insert_insert_651dd', table='talent_exchange', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='exchange',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."alliance_id" IS DISTINCT FROM (NEW."alliance_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."dual_teacher" IS DISTINCT FROM (NEW."dual_teacher") OR OLD."dual_teacher_on" IS DISTINCT FROM (NEW."dual_teacher_on") OR OLD."ended_on" IS DISTINCT FROM (NEW."ended_on") OR OLD."enterprise_id" IS DISTINCT FROM (NEW."enterprise_id") OR OLD."field" IS DISTINCT FROM (NEW."field") OR OLD."hours" IS DISTINCT FROM (NEW."hours") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."position" IS DISTINCT FROM (NEW."position") OR OLD."school_id" IS DISTINCT FROM (NEW."school_id") OR OLD."started_on" IS DISTINCT FROM (NEW."started_on") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "talent_exchangeevent" ("alliance_id", "created_at", "dual_teacher", "dual_teacher_on", "ended_on", "enterprise_id", "field", "hours", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "school_id", "started_on", "updated_at", "version") VALUES (NEW."alliance_id", NEW."created_at", NEW."dual_teacher", NEW."dual_teacher_on", NEW."ended_on", NEW."enterprise_id", NEW."field", NEW."hours", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."school_id", NEW."started_on", NEW."updated_at", NEW."version"); RETURN NULL;', hash='29633cae3a21ca5c0020c44f56868b55b15cc6cb', operation='UPDATE', pgid='pgtrigger_update_update_879dd', table='talent_exchange', when='AFTER')),
                ),
            ],
        ),
    ]
