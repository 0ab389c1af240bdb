import alliance.web.migrating
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('alignment', '0002_initial'),
        ('programs', '0001_initial'),
    ]

    operations = [
        alliance.web.migrating.AtOnce(
            operations=[
                migrations.AddField(
                    model_name='programverdict',
                    name='program',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='verdicts', to='programs.program'),
                ),
                migrations.AddField(
                    model_name='programverdict',
                    name='run',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='verdicts', to='alignment.alignmentrun'),
                ),
                migrations.AddIndex(
                    model_name='alignmentrun',
                    index=models.Index(fields=['region', '-as_of', '-id'], name='run_newest'),
                ),
                migrations.AddConstraint(
                    model_name='alignmentrun',
                    constraint=models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'running', 'done', 'failed', 'cancelled'])), name='run_state_known'),
                ),
                migrations.AddConstraint(
                    model_name='alignmentrun',
                    constraint=models.UniqueConstraint(condition=models.Q(('state', 'queued')), fields=('region', 'as_of', 'framework', 'parameters'), name='one_queued_run'),
                ),
                migrations.AddConstraint(
                    model_name='alignmentrun',
                    constraint=models.UniqueConstraint(condition=models.Q(('state', 'done')), fields=('region', 'as_of', 'framework', 'digest', 'engine_version'), name='one_run_per_inputs'),
                ),
                migrations.AddConstraint(
                    model_name='alignmentrun',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(models.Q(('digest', ''), _negated=True), models.Q(('engine_version', ''), _negated=True), ('finished_at__isnull', False)), _connector='OR'), name='run_done_names_inputs'),
                ),
                migrations.AddConstraint(
                    model_name='indexvalue',
                    constraint=models.UniqueConstraint(fields=('run', 'index', 'level'), name='index_once_per_run'),
                ),
                migrations.AddConstraint(
                    model_name='indexvalue',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('denominator', 0), ('value__isnull', True)), models.Q(('denominator__gt', 0), ('value__isnull', False)), _connector='OR'), name='unknown_exactly_where_empty'),
                ),
                migrations.AddConstraint(
                    model_name='programverdict',
                    constraint=models.UniqueConstraint(fields=('run', 'program'), name='one_verdict_per_program'),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='alignmentrun',
                    trigger=pgtrigger.compiler.Trigger(name='run_flow', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{queued:cancelled,queued:running,running:cancelled,running:done,running:failed,running:queued}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='496439e169fd0f6991748b248bfa1c6ee30496f6', operation='UPDATE', pgid='pgtrigger_run_flow_f9b9a', table='alignment_alignmentrun', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='alignmentrun',
                    trigger=pgtrigger.compiler.Trigger(name='done_is_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" = \'done\')', func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9c54e9106abe3d3615d52052090cb02e5a8a0e79', operation='UPDATE OR DELETE', pgid='pgtrigger_done_is_frozen_955aa', table='alignment_alignmentrun', when='BEFORE')),
                ),
            ],
        ),
    ]
