import alliance.web.migrating
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('accounts', '__first__'),
        ('collaboration', '0003_initial'),
        ('consortia', '0001_initial'),
        ('enterprises', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('programs', '0001_initial'),
    ]

    operations = [
        alliance.web.migrating.AtOnce(
            operations=[
                migrations.AddField(
                    model_name='match',
                    name='program',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='matches', to='programs.program'),
                ),
                migrations.AddField(
                    model_name='match',
                    name='revision',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='matches', to='enterprises.demandrevision'),
                ),
                migrations.AddField(
                    model_name='matchevent',
                    name='alliance',
                    field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='consortia.alliance'),
                ),
                migrations.AddField(
                    model_name='matchevent',
                    name='demand',
                    field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='enterprises.demand'),
                ),
                migrations.AddField(
                    model_name='matchevent',
                    name='pgh_context',
                    field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
                ),
                migrations.AddField(
                    model_name='matchevent',
                    name='pgh_obj',
                    field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='collaboration.match'),
                ),
                migrations.AddField(
                    model_name='matchevent',
                    name='program',
                    field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programs.program'),
                ),
                migrations.AddField(
                    model_name='matchevent',
                    name='revision',
                    field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='enterprises.demandrevision'),
                ),
                migrations.AddField(
                    model_name='matchrun',
                    name='revision',
                    field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='match_run', to='enterprises.demandrevision'),
                ),
                migrations.AddField(
                    model_name='matchevent',
                    name='run',
                    field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='collaboration.matchrun'),
                ),
                migrations.AddField(
                    model_name='match',
                    name='run',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='matches', to='collaboration.matchrun'),
                ),
                migrations.AddField(
                    model_name='project',
                    name='alliance',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='projects', to='consortia.alliance'),
                ),
                migrations.AddField(
                    model_name='project',
                    name='created_by',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AddField(
                    model_name='project',
                    name='enterprise',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='projects', to='enterprises.enterprise'),
                ),
                migrations.AddField(
                    model_name='project',
                    name='match',
                    field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='project', to='collaboration.match'),
                ),
                migrations.AddField(
                    model_name='project',
                    name='program',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='projects', to='programs.program'),
                ),
                migrations.AddField(
                    model_name='project',
                    name='school',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='projects', to='programs.school'),
                ),
                migrations.AddField(
                    model_name='projectapproval',
                    name='by',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AddField(
                    model_name='projectapproval',
                    name='project',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='approvals', to='collaboration.project'),
                ),
                migrations.AddField(
                    model_name='projectevent',
                    name='alliance',
                    field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='consortia.alliance'),
                ),
                migrations.AddField(
                    model_name='projectevent',
                    name='created_by',
                    field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AddField(
                    model_name='projectevent',
                    name='enterprise',
                    field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='enterprises.enterprise'),
                ),
                migrations.AddField(
                    model_name='projectevent',
                    name='match',
                    field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='collaboration.match'),
                ),
                migrations.AddField(
                    model_name='projectevent',
                    name='pgh_context',
                    field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
                ),
                migrations.AddField(
                    model_name='projectevent',
                    name='pgh_obj',
                    field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='collaboration.project'),
                ),
                migrations.AddField(
                    model_name='projectevent',
                    name='program',
                    field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programs.program'),
                ),
                migrations.AddField(
                    model_name='projectevent',
                    name='school',
                    field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programs.school'),
                ),
                migrations.AddField(
                    model_name='result',
                    name='alliance',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='results', to='consortia.alliance'),
                ),
                migrations.AddField(
                    model_name='result',
                    name='created_by',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AddField(
                    model_name='result',
                    name='organisation',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='results', to='accounts.organisation'),
                ),
                migrations.AddField(
                    model_name='result',
                    name='project',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='results', to='collaboration.project'),
                ),
                migrations.AddField(
                    model_name='result',
                    name='verified_by',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AddField(
                    model_name='resultevent',
                    name='alliance',
                    field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='consortia.alliance'),
                ),
                migrations.AddField(
                    model_name='resultevent',
                    name='created_by',
                    field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AddField(
                    model_name='resultevent',
                    name='organisation',
                    field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.organisation'),
                ),
                migrations.AddField(
                    model_name='resultevent',
                    name='pgh_context',
                    field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
                ),
                migrations.AddField(
                    model_name='resultevent',
                    name='pgh_obj',
                    field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='collaboration.result'),
                ),
                migrations.AddField(
                    model_name='resultevent',
                    name='project',
                    field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='collaboration.project'),
                ),
                migrations.AddField(
                    model_name='resultevent',
                    name='verified_by',
                    field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AddIndex(
                    model_name='match',
                    index=models.Index(fields=['state', 'answer_by'], name='match_clock'),
                ),
                migrations.AddConstraint(
                    model_name='match',
                    constraint=models.UniqueConstraint(fields=('revision', 'program'), name='match_once'),
                ),
                migrations.AddConstraint(
                    model_name='match',
                    constraint=models.CheckConstraint(condition=models.Q(('state__in', ['suggested', 'interested', 'accepted', 'declined', 'expired', 'superseded'])), name='match_state_known'),
                ),
                migrations.AddConstraint(
                    model_name='match',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='match_declined_with_reason'),
                ),
                migrations.AddConstraint(
                    model_name='match',
                    constraint=models.CheckConstraint(condition=models.Q(('score__range', (0, 40000000000))), name='match_score_range'),
                ),
                migrations.AddConstraint(
                    model_name='project',
                    constraint=models.CheckConstraint(condition=models.Q(('state__in', ['drafted', 'approving', 'signed', 'running', 'completed', 'terminated', 'closed'])), name='project_state_known'),
                ),
                migrations.AddConstraint(
                    model_name='project',
                    constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['order_class', 'excellence_class', 'industry_college', 'training_base', 'joint_lab', 'pilot_workshop', 'research', 'internship', 'training'])), name='project_kind_known'),
                ),
                migrations.AddConstraint(
                    model_name='project',
                    constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('starts_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='project_dates_in_order'),
                ),
                migrations.AddConstraint(
                    model_name='project',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'terminated'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='project_terminated_with_reason'),
                ),
                migrations.AddConstraint(
                    model_name='projectapproval',
                    constraint=models.UniqueConstraint(fields=('project', 'party'), name='one_approval_per_party'),
                ),
                migrations.AddConstraint(
                    model_name='projectapproval',
                    constraint=models.CheckConstraint(condition=models.Q(('party__in', ['school', 'enterprise', 'alliance'])), name='party_known'),
                ),
                migrations.AddConstraint(
                    model_name='result',
                    constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'returned', 'verified', 'shared', 'withdrawn'])), name='result_state_known'),
                ),
                migrations.AddConstraint(
                    model_name='result',
                    constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['course', 'textbook', 'standard', 'patent', 'product', 'award', 'placement', 'base', 'certificates'])), name='result_kind_known'),
                ),
                migrations.AddConstraint(
                    model_name='result',
                    constraint=models.CheckConstraint(condition=models.Q(('level__in', ['school', 'city', 'provincial', 'national'])), name='result_level_known'),
                ),
                migrations.AddConstraint(
                    model_name='result',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('project__isnull', True), ('without_project', True)), models.Q(('project__isnull', False), ('without_project', False)), _connector='OR'), name='result_project_or_explicit_none'),
                ),
                migrations.AddConstraint(
                    model_name='result',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['verified', 'shared', 'withdrawn']), _negated=True), models.Q(('verified_at__isnull', False), ('verified_by__isnull', False)), _connector='OR'), name='result_verified_by_somebody'),
                ),
                migrations.AddConstraint(
                    model_name='result',
                    constraint=models.CheckConstraint(condition=models.Q(('verified_by__isnull', True), models.Q(('verified_by', models.F('created_by')), _negated=True), _connector='OR'), name='result_four_eyes'),
                ),
                migrations.AddConstraint(
                    model_name='result',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'shared'), _negated=True), models.Q(models.Q(('audience', ''), _negated=True), ('shared_at__isnull', False)), _connector='OR'), name='result_shared_with_audience'),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='matchrun',
                    trigger=pgtrigger.compiler.Trigger(name='frozen', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f5eed2f9cc9207f612ac7cb8e49c6b7816a52de0', operation='UPDATE OR DELETE', pgid='pgtrigger_frozen_e5a0e', table='collaboration_matchrun', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='matchevent',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='050c65e1a9ea6bbd020aee8fdc12a9bec4aba5d8', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_eea08', table='collaboration_matchevent', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='match',
                    trigger=pgtrigger.compiler.Trigger(name='match_flow', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{interested:accepted,interested:declined,interested:expired,suggested:declined,suggested:expired,suggested:interested,suggested:superseded}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='6bcc50f0471a10d610e0c01ca94e924c68b79703', operation='UPDATE', pgid='pgtrigger_match_flow_8c9d4', table='collaboration_match', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='match',
                    trigger=pgtrigger.compiler.Trigger(name='report_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(func='RAISE EXCEPTION \'pgtrigger: Cannot update of "score", "parts", "revision_id", "program_id" rows from % table\', TG_TABLE_NAME;', hash='f04e9de26680db00cea2bfaf85546dc0e84be5f7', operation='UPDATE OF "score", "parts", "revision_id", "program_id"', pgid='pgtrigger_report_frozen_766ec', table='collaboration_match', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='match',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "collaboration_matchevent" ("alliance_id", "answer_by", "created_at", "demand_id", "id", "parts", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id", "program_revision", "rank", "reason", "revision_id", "run_id", "score", "state", "updated_at", "version") VALUES (NEW."alliance_id", NEW."answer_by", NEW."created_at", NEW."demand_id", NEW."id", NEW."parts", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."program_id", NEW."program_revision", NEW."rank", NEW."reason", NEW."revision_id", NEW."run_id", NEW."score", NEW."state", NEW."updated_at", NEW."version"); RETURN NULL;', hash='cfdfa363d5c3e4ac3ef34266823761d094d8a7c4', operation='INSERT', pgid='pgtrigger_insert_insert_c1414', table='collaboration_match', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='match',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "collaboration_matchevent" ("alliance_id", "answer_by", "created_at", "demand_id", "id", "parts", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id", "program_revision", "rank", "reason", "revision_id", "run_id", "score", "state", "updated_at", "version") VALUES (NEW."alliance_id", NEW."answer_by", NEW."created_at", NEW."demand_id", NEW."id", NEW."parts", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."program_id", NEW."program_revision", NEW."rank", NEW."reason", NEW."revision_id", NEW."run_id", NEW."score", NEW."state", NEW."updated_at", NEW."version"); RETURN NULL;', hash='7d7def0ccbf75b8ae9fa494dc2fc72e71a62fbf6', operation='UPDATE', pgid='pgtrigger_update_update_2ac62', table='collaboration_match', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='project',
                    trigger=pgtrigger.compiler.Trigger(name='project_flow', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{approving:signed,completed:closed,drafted:approving,running:completed,running:terminated,signed:running,signed:terminated,terminated:closed}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='05b8874b3e90d067432cc5a29d89e8186081e87e', operation='UPDATE', pgid='pgtrigger_project_flow_6ea0b', table='collaboration_project', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='project',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "collaboration_projectevent" ("alliance_id", "created_at", "created_by_id", "description", "ends_on", "enterprise_id", "id", "kind", "match_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id", "reason", "school_id", "seats", "starts_on", "state", "title", "updated_at", "version") VALUES (NEW."alliance_id", NEW."created_at", NEW."created_by_id", NEW."description", NEW."ends_on", NEW."enterprise_id", NEW."id", NEW."kind", NEW."match_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."program_id", NEW."reason", NEW."school_id", NEW."seats", NEW."starts_on", NEW."state", NEW."title", NEW."updated_at", NEW."version"); RETURN NULL;', hash='4d425dbe6e8319424ca3175de95cdcccb8bfb441', operation='INSERT', pgid='pgtrigger_insert_insert_ddae9', table='collaboration_project', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='project',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "collaboration_projectevent" ("alliance_id", "created_at", "created_by_id", "description", "ends_on", "enterprise_id", "id", "kind", "match_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id", "reason", "school_id", "seats", "starts_on", "state", "title", "updated_at", "version") VALUES (NEW."alliance_id", NEW."created_at", NEW."created_by_id", NEW."description", NEW."ends_on", NEW."enterprise_id", NEW."id", NEW."kind", NEW."match_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."program_id", NEW."reason", NEW."school_id", NEW."seats", NEW."starts_on", NEW."state", NEW."title", NEW."updated_at", NEW."version"); RETURN NULL;', hash='b697ef7b9a139f09ba4f00a831a280adb8396e18', operation='UPDATE', pgid='pgtrigger_update_update_a3d30', table='collaboration_project', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='projectapproval',
                    trigger=pgtrigger.compiler.Trigger(name='frozen', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='278ede7aa433f7e614e4cd8df5e83b5a5c680ca7', operation='UPDATE OR DELETE', pgid='pgtrigger_frozen_50087', table='collaboration_projectapproval', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='projectevent',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='42fbb89a03e484a1cce9a6f67a1a92d6a288c19b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_780e3', table='collaboration_projectevent', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='result',
                    trigger=pgtrigger.compiler.Trigger(name='result_flow', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{draft:submitted,returned:submitted,shared:withdrawn,submitted:returned,submitted:verified,verified:shared}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='cf621a37a97b649fec9c474f5bbc196092668403', operation='UPDATE', pgid='pgtrigger_result_flow_769d3', table='collaboration_result', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='result',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "collaboration_resultevent" ("achieved_on", "alliance_id", "audience", "chain_stage", "created_at", "created_by_id", "description", "evidence", "id", "kind", "level", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "reason", "shared_at", "state", "title", "updated_at", "verified_at", "verified_by_id", "version", "without_project") VALUES (NEW."achieved_on", NEW."alliance_id", NEW."audience", NEW."chain_stage", NEW."created_at", NEW."created_by_id", NEW."description", NEW."evidence", NEW."id", NEW."kind", NEW."level", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."project_id", NEW."reason", NEW."shared_at", NEW."state", NEW."title", NEW."updated_at", NEW."verified_at", NEW."verified_by_id", NEW."version", NEW."without_project"); RETURN NULL;', hash='1fd2d0f2a34afe136439e15b354cbf47397f2be0', operation='INSERT', pgid='pgtrigger_insert_insert_9f94c', table='collaboration_result', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='result',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "collaboration_resultevent" ("achieved_on", "alliance_id", "audience", "chain_stage", "created_at", "created_by_id", "description", "evidence", "id", "kind", "level", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "reason", "shared_at", "state", "title", "updated_at", "verified_at", "verified_by_id", "version", "without_project") VALUES (NEW."achieved_on", NEW."alliance_id", NEW."audience", NEW."chain_stage", NEW."created_at", NEW."created_by_id", NEW."description", NEW."evidence", NEW."id", NEW."kind", NEW."level", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."project_id", NEW."reason", NEW."shared_at", NEW."state", NEW."title", NEW."updated_at", NEW."verified_at", NEW."verified_by_id", NEW."version", NEW."without_project"); RETURN NULL;', hash='c2c940b154ce46a1e679a31cba8176b0c387fe88', operation='UPDATE', pgid='pgtrigger_update_update_2dca5', table='collaboration_result', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='resultevent',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='8370edff3984fce9e3396d72d94d48989ac4284e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_93d9f', table='collaboration_resultevent', when='BEFORE')),
                ),
            ],
        ),
    ]
