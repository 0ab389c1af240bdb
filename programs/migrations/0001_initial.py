import alliance.web.migrating
import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('reference', '0001_initial'),
    ]

    operations = [
        alliance.web.migrating.AtOnce(
            operations=[
                migrations.CreateModel(
                    name='School',
                    fields=[
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('organisation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='school', serialize=False, to='accounts.organisation')),
                        ('tier', models.CharField(choices=[('secondary', 'Secondary vocational school'), ('technician', 'Technician school'), ('higher', 'Higher vocational college'), ('vocational_university', 'Vocational university'), ('university', 'University')], max_length=24, verbose_name='tier')),
                    ],
                    options={
                        'verbose_name': 'school',
                        'verbose_name_plural': 'schools',
                        'constraints': [models.CheckConstraint(condition=models.Q(('tier__in', ['secondary', 'technician', 'higher', 'vocational_university', 'university'])), name='school_tier_known')],
                        'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "programs_schoolevent" ("created_at", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "tier", "updated_at", "version") VALUES (NEW."created_at", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."organisation_id", NEW."tier", NEW."updated_at", NEW."version"); RETURN NULL;', hash='27eb7d966c2c576ef88ba58cda16a4da727887bb', operation='INSERT', pgid='pgtrigger_insert_insert_92aa4', table='programs_school', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "programs_schoolevent" ("created_at", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "tier", "updated_at", "version") VALUES (NEW."created_at", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."organisation_id", NEW."tier", NEW."updated_at", NEW."version"); RETURN NULL;', hash='a8246f1ae88e0c642b6e9ba5ef299de2c73653f1', operation='UPDATE', pgid='pgtrigger_update_update_2e295', table='programs_school', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='SchoolEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('tier', models.CharField(choices=[('secondary', 'Secondary vocational school'), ('technician', 'Technician school'), ('higher', 'Higher vocational college'), ('vocational_university', 'Vocational university'), ('university', 'University')], max_length=24, verbose_name='tier')),
                        ('organisation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', serialize=False, to='accounts.organisation')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='programs.school')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='96fd4c459179a726bfaec34574cf711eebf3e8f6', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_f1af9', table='programs_schoolevent', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='Program',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('name', models.CharField(max_length=200, verbose_name='name')),
                        ('name_en', models.CharField(blank=True, max_length=200, verbose_name='English name')),
                        ('level', models.CharField(choices=[('secondary', 'Secondary vocational'), ('technician', 'Technician'), ('higher', 'Higher vocational'), ('vocational_bachelor', 'Vocational bachelor'), ('undergraduate', 'Undergraduate')], max_length=24, verbose_name='level')),
                        ('intake', models.PositiveIntegerField(blank=True, null=True, verbose_name='intake')),
                        ('enrolment', models.PositiveIntegerField(blank=True, null=True, verbose_name='enrolment')),
                        ('graduates', models.PositiveIntegerField(blank=True, null=True, verbose_name='graduates a year')),
                        ('opened_on', models.DateField(verbose_name='opened on')),
                        ('closed_on', models.DateField(blank=True, null=True, verbose_name='closed on')),
                        ('declared_key', models.BooleanField(blank=True, null=True, verbose_name='serves key industries, as the school declares')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='revision')),
                        ('catalogue_program', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='points', to='reference.catalogueprogram')),
                        ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='programs', to='programs.school')),
                    ],
                    options={
                        'verbose_name': 'program',
                        'verbose_name_plural': 'programs',
                        'ordering': ['pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('level__in', ['secondary', 'technician', 'higher', 'vocational_bachelor', 'undergraduate'])), name='program_level_known'), models.UniqueConstraint(condition=models.Q(('closed_on__isnull', True)), fields=('school', 'catalogue_program', 'level'), name='one_open_point_per_school'), models.CheckConstraint(condition=models.Q(('closed_on__isnull', True), ('closed_on__gt', models.F('opened_on')), _connector='OR'), name='program_dates_in_order')],
                        'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "programs_programevent" ("catalogue_program_id", "closed_on", "created_at", "declared_key", "enrolment", "graduates", "id", "intake", "level", "name", "name_en", "opened_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "school_id", "updated_at", "version") VALUES (NEW."catalogue_program_id", NEW."closed_on", NEW."created_at", NEW."declared_key", NEW."enrolment", NEW."graduates", NEW."id", NEW."intake", NEW."level", NEW."name", NEW."name_en", NEW."opened_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."revision", NEW."school_id", NEW."updated_at", NEW."version"); RETURN NULL;', hash='f4fef5251656507f91bb7f0caa69ab9f5ed1f85c', operation='INSERT', pgid='pgtrigger_insert_insert_5a554', table='programs_program', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "programs_programevent" ("catalogue_program_id", "closed_on", "created_at", "declared_key", "enrolment", "graduates", "id", "intake", "level", "name", "name_en", "opened_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "school_id", "updated_at", "version") VALUES (NEW."catalogue_program_id", NEW."closed_on", NEW."created_at", NEW."declared_key", NEW."enrolment", NEW."graduates", NEW."id", NEW."intake", NEW."level", NEW."name", NEW."name_en", NEW."opened_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."revision", NEW."school_id", NEW."updated_at", NEW."version"); RETURN NULL;', hash='bf08f24d77227a7ca344b883543125d7b3a679c4', operation='UPDATE', pgid='pgtrigger_update_update_7f86c', table='programs_program', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='CrosswalkLink',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('weight', models.DecimalField(decimal_places=4, max_digits=5, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1)], verbose_name='weight')),
                        ('kind', models.CharField(choices=[('official', 'Official'), ('confirmed', 'Confirmed'), ('declared', 'Declared by the school'), ('computed', 'Computed')], max_length=12, verbose_name='kind')),
                        ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
                        ('valid_from', models.DateField(verbose_name='valid from')),
                        ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid to')),
                        ('industry', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reference.industry')),
                        ('occupation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reference.occupation')),
                        ('program', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='programs.program')),
                    ],
                    options={
                        'verbose_name': 'crosswalk link',
                        'verbose_name_plural': 'crosswalk links',
                        'ordering': ['pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('industry__isnull', True), ('occupation__isnull', False)), models.Q(('industry__isnull', False), ('occupation__isnull', True)), _connector='OR'), name='link_to_industry_or_occupation'), models.CheckConstraint(condition=models.Q(('weight__range', (0, 1))), name='link_weight_range'), models.CheckConstraint(condition=models.Q(('kind__in', ['official', 'confirmed', 'declared', 'computed'])), name='link_kind_known'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='link_dates_in_order'), models.UniqueConstraint(condition=models.Q(('industry__isnull', False), ('valid_to__isnull', True)), fields=('program', 'industry', 'kind'), name='one_open_industry_link'), models.UniqueConstraint(condition=models.Q(('occupation__isnull', False), ('valid_to__isnull', True)), fields=('program', 'occupation', 'kind'), name='one_open_occupation_link')],
                        'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "programs_crosswalklinkevent" ("created_at", "id", "industry_id", "kind", "occupation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id", "source", "updated_at", "valid_from", "valid_to", "version", "weight") VALUES (NEW."created_at", NEW."id", NEW."industry_id", NEW."kind", NEW."occupation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."program_id", NEW."source", NEW."updated_at", NEW."valid_from", NEW."valid_to", NEW."version", NEW."weight"); RETURN NULL;', hash='cccb19e887e8a400ec3f951c4b7a3f2f245e5361', operation='INSERT', pgid='pgtrigger_insert_insert_2d08f', table='programs_crosswalklink', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "programs_crosswalklinkevent" ("created_at", "id", "industry_id", "kind", "occupation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id", "source", "updated_at", "valid_from", "valid_to", "version", "weight") VALUES (NEW."created_at", NEW."id", NEW."industry_id", NEW."kind", NEW."occupation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."program_id", NEW."source", NEW."updated_at", NEW."valid_from", NEW."valid_to", NEW."version", NEW."weight"); RETURN NULL;', hash='46d3073c4b004948dae6a701471221598e248628', operation='UPDATE', pgid='pgtrigger_update_update_e0fa3', table='programs_crosswalklink', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='ProgramSkill',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('level', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(4)], verbose_name='level')),
                        ('program', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='skills', to='programs.program')),
                        ('skill', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reference.skill')),
                    ],
                    options={
                        'verbose_name': 'skill taught',
                        'verbose_name_plural': 'skills taught',
                        'ordering': ['skill_id'],
                        'constraints': [models.UniqueConstraint(fields=('program', 'skill'), name='program_skill_once'), models.CheckConstraint(condition=models.Q(('level__range', (1, 4))), name='program_skill_level')],
                    },
                ),
                migrations.CreateModel(
                    name='ProgramEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('name', models.CharField(max_length=200, verbose_name='name')),
                        ('name_en', models.CharField(blank=True, max_length=200, verbose_name='English name')),
                        ('level', models.CharField(choices=[('secondary', 'Secondary vocational'), ('technician', 'Technician'), ('higher', 'Higher vocational'), ('vocational_bachelor', 'Vocational bachelor'), ('undergraduate', 'Undergraduate')], max_length=24, verbose_name='level')),
                        ('intake', models.PositiveIntegerField(blank=True, null=True, verbose_name='intake')),
                        ('enrolment', models.PositiveIntegerField(blank=True, null=True, verbose_name='enrolment')),
                        ('graduates', models.PositiveIntegerField(blank=True, null=True, verbose_name='graduates a year')),
                        ('opened_on', models.DateField(verbose_name='opened on')),
                        ('closed_on', models.DateField(blank=True, null=True, verbose_name='closed on')),
                        ('declared_key', models.BooleanField(blank=True, null=True, verbose_name='serves key industries, as the school declares')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='revision')),
                        ('catalogue_program', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reference.catalogueprogram')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='programs.program')),
                        ('school', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programs.school')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1b959981adc0355b7d255711197f23ff38ced4ca', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e6397', table='programs_programevent', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='CrosswalkLinkEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('weight', models.DecimalField(decimal_places=4, max_digits=5, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1)], verbose_name='weight')),
                        ('kind', models.CharField(choices=[('official', 'Official'), ('confirmed', 'Confirmed'), ('declared', 'Declared by the school'), ('computed', 'Computed')], max_length=12, verbose_name='kind')),
                        ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
                        ('valid_from', models.DateField(verbose_name='valid from')),
                        ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid to')),
                        ('industry', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reference.industry')),
                        ('occupation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reference.occupation')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='programs.crosswalklink')),
                        ('program', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programs.program')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a931d7ecc3d8a067486e5a5456b131fa7ba1ee83', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_f163b', table='programs_crosswalklinkevent', when='BEFORE'))],
                    },
                ),
            ],
        ),
    ]
