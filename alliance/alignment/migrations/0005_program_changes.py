import alliance.web.migrating
import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('alignment', '0004_published_runs'),
        ('consortia', '0002_governance'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('programs', '0002_clusters_and_courses'),
        ('reference', '0001_initial'),
    ]

    operations = [
        alliance.web.migrating.AtOnce(
            operations=[
                migrations.CreateModel(
                    name='ProgramChange',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('kind', models.CharField(choices=[('launch', 'Launch'), ('upgrade', 'Upgrade'), ('downsize', 'Downsize'), ('discontinue', 'Discontinue')], max_length=12, verbose_name='kind')),
                        ('level', models.CharField(blank=True, choices=[('secondary', 'Secondary vocational'), ('technician', 'Technician'), ('higher', 'Higher vocational'), ('vocational_bachelor', 'Vocational bachelor'), ('undergraduate', 'Undergraduate')], max_length=24, verbose_name='level')),
                        ('intake_before', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(100000)], verbose_name='intake before')),
                        ('intake_after', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(100000)], verbose_name='intake after')),
                        ('evidence', models.TextField(help_text='What speaks for the change.', max_length=10000, verbose_name='evidence')),
                        ('effective_on', models.DateField(verbose_name='takes effect on')),
                        ('decided_on', models.DateField(blank=True, null=True, verbose_name='decided on')),
                        ('state', models.CharField(choices=[('drafted', 'Drafted'), ('proposed', 'Proposed'), ('reviewed', 'Reviewed'), ('resolved', 'Resolved'), ('rejected', 'Rejected'), ('effective', 'In effect')], default='drafted', max_length=12, verbose_name='state')),
                        ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                        ('catalogue_program', models.ForeignKey(blank=True, help_text="For a launch; otherwise the program's own.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reference.catalogueprogram', verbose_name='catalogue program')),
                        ('program', models.ForeignKey(blank=True, help_text='Empty for a launch.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='programs.program', verbose_name='program')),
                        ('proposed_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='proposed by')),
                        ('resolution', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='program_changes', to='consortia.resolution', verbose_name='resolution')),
                        ('run', models.ForeignKey(blank=True, help_text='The computed rates that the case rests on.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='program_changes', to='alignment.alignmentrun', verbose_name='alignment run')),
                        ('school', models.ForeignKey(blank=True, help_text="For a launch; otherwise the program's own.", on_delete=django.db.models.deletion.PROTECT, related_name='program_changes', to='programs.school', verbose_name='school')),
                    ],
                    options={
                        'verbose_name': 'program change',
                        'verbose_name_plural': 'program changes',
                        'ordering': ['-effective_on', '-pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['launch', 'upgrade', 'downsize', 'discontinue'])), name='change_kind_known'), models.CheckConstraint(condition=models.Q(('state__in', ['drafted', 'proposed', 'reviewed', 'resolved', 'rejected', 'effective'])), name='change_state_known'), models.CheckConstraint(condition=models.Q(('catalogue_program__isnull', False), models.Q(('program__isnull', False), models.Q(('kind', 'launch'), models.Q(('state', 'effective'), _negated=True)), _connector='OR')), name='change_names_its_program', violation_error_message="Name the program, or the catalogue's for a launch."), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'downsize'), _negated=True), models.Q(('intake_after__isnull', False), ('intake_after__lt', models.F('intake_before')), ('intake_before__isnull', False)), _connector='OR'), name='change_downsizes', violation_error_message='Downsizing leaves fewer places than before.'), models.CheckConstraint(condition=models.Q(('state__in', ('drafted', 'proposed', 'reviewed')), ('decided_on__isnull', False), _connector='OR'), name='change_decided_with_date'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'rejected'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='change_rejected_with_reason'), models.UniqueConstraint(condition=models.Q(('program__isnull', False), ('state__in', ('drafted', 'proposed', 'reviewed', 'resolved'))), fields=('program',), name='one_open_change_per_program', violation_error_message='The program has an open case already.'), models.UniqueConstraint(condition=models.Q(('program__isnull', True), ('state__in', ('drafted', 'proposed', 'reviewed', 'resolved'))), fields=('school', 'catalogue_program'), name='one_open_launch', violation_error_message='The school has an open case for this launch already.')],
                        'triggers': [pgtrigger.compiler.Trigger(name='program_change_flow', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{drafted:proposed,proposed:drafted,proposed:reviewed,resolved:effective,reviewed:drafted,reviewed:rejected,reviewed:resolved}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='5dff2633c61b63f13747203a72364a8b7abedad3', operation='UPDATE', pgid='pgtrigger_program_change_flow_c74b8', table='alignment_programchange', when='BEFORE')), pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "alignment_programchangeevent" ("catalogue_program_id", "created_at", "decided_on", "effective_on", "evidence", "id", "intake_after", "intake_before", "kind", "level", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id", "proposed_by_id", "reason", "resolution_id", "run_id", "school_id", "state", "updated_at", "version") VALUES (NEW."catalogue_program_id", NEW."created_at", NEW."decided_on", NEW."effective_on", NEW."evidence", NEW."id", NEW."intake_after", NEW."intake_before", NEW."kind", NEW."level", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."program_id", NEW."proposed_by_id", NEW."reason", NEW."resolution_id", NEW."run_id", NEW."school_id", NEW."state", NEW."updated_at", NEW."version"); RETURN NULL;', hash='30e1f7f20fd2b78551dc595631c96eae292da9b1', operation='INSERT', pgid='pgtrigger_insert_insert_1a25d', table='alignment_programchange', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "alignment_programchangeevent" ("catalogue_program_id", "created_at", "decided_on", "effective_on", "evidence", "id", "intake_after", "intake_before", "kind", "level", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id", "proposed_by_id", "reason", "resolution_id", "run_id", "school_id", "state", "updated_at", "version") VALUES (NEW."catalogue_program_id", NEW."created_at", NEW."decided_on", NEW."effective_on", NEW."evidence", NEW."id", NEW."intake_after", NEW."intake_before", NEW."kind", NEW."level", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."program_id", NEW."proposed_by_id", NEW."reason", NEW."resolution_id", NEW."run_id", NEW."school_id", NEW."state", NEW."updated_at", NEW."version"); RETURN NULL;', hash='77a95950f88c3e1e1ef539036c7b9520fdb938be', operation='UPDATE', pgid='pgtrigger_update_update_aab4a', table='alignment_programchange', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='ProgramChangeEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('kind', models.CharField(choices=[('launch', 'Launch'), ('upgrade', 'Upgrade'), ('downsize', 'Downsize'), ('discontinue', 'Discontinue')], max_length=12, verbose_name='kind')),
                        ('level', models.CharField(blank=True, choices=[('secondary', 'Secondary vocational'), ('technician', 'Technician'), ('higher', 'Higher vocational'), ('vocational_bachelor', 'Vocational bachelor'), ('undergraduate', 'Undergraduate')], max_length=24, verbose_name='level')),
                        ('intake_before', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(100000)], verbose_name='intake before')),
                        ('intake_after', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(100000)], verbose_name='intake after')),
                        ('evidence', models.TextField(help_text='What speaks for the change.', max_length=10000, verbose_name='evidence')),
                        ('effective_on', models.DateField(verbose_name='takes effect on')),
                        ('decided_on', models.DateField(blank=True, null=True, verbose_name='decided on')),
                        ('state', models.CharField(choices=[('drafted', 'Drafted'), ('proposed', 'Proposed'), ('reviewed', 'Reviewed'), ('resolved', 'Resolved'), ('rejected', 'Rejected'), ('effective', 'In effect')], default='drafted', max_length=12, verbose_name='state')),
                        ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                        ('catalogue_program', models.ForeignKey(blank=True, db_constraint=False, help_text="For a launch; otherwise the program's own.", null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reference.catalogueprogram', verbose_name='catalogue program')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='alignment.programchange')),
                        ('program', models.ForeignKey(blank=True, db_constraint=False, help_text='Empty for a launch.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programs.program', verbose_name='program')),
                        ('proposed_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='proposed by')),
                        ('resolution', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='consortia.resolution', verbose_name='resolution')),
                        ('run', models.ForeignKey(blank=True, db_constraint=False, help_text='The computed rates that the case rests on.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='alignment.alignmentrun', verbose_name='alignment run')),
                        ('school', models.ForeignKey(blank=True, db_constraint=False, help_text="For a launch; otherwise the program's own.", on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programs.school', verbose_name='school')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='db2b1a197e1067876157c7f397f4a89b4f580640', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_2abd0', table='alignment_programchangeevent', when='BEFORE'))],
                    },
                ),
            ],
        ),
    ]
