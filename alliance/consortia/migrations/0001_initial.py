import alliance.web.migrating
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
                    name='Alliance',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('kind', models.CharField(choices=[('association', 'Association'), ('regional_consortium', 'Regional consortium'), ('sector_community', 'Sector community'), ('training_alliance', 'Training alliance')], max_length=24, verbose_name='kind')),
                        ('name', models.CharField(max_length=200, verbose_name='name')),
                        ('name_en', models.CharField(blank=True, max_length=200, verbose_name='English name')),
                        ('founded_on', models.DateField(blank=True, null=True, verbose_name='founded on')),
                        ('match_count', models.PositiveSmallIntegerField(default=20, help_text='The best so many are proposed.', verbose_name='matches made per demand')),
                        ('answer_days', models.PositiveSmallIntegerField(default=14, help_text='A proposed match expires after this time.', verbose_name='days to answer')),
                        ('is_demo', models.BooleanField(default=False, verbose_name='demonstration record')),
                        ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='branches', to='consortia.alliance', verbose_name='part of')),
                        ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='alliances', to='reference.region')),
                        ('secretariat', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='secretariat_of', to='accounts.organisation', verbose_name='secretariat')),
                    ],
                    options={
                        'verbose_name': 'alliance',
                        'verbose_name_plural': 'alliances',
                        'ordering': ['pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['association', 'regional_consortium', 'sector_community', 'training_alliance'])), name='alliance_kind_known'), models.CheckConstraint(condition=models.Q(('parent', models.F('id')), _negated=True), name='alliance_not_its_own_parent'), models.CheckConstraint(condition=models.Q(('match_count__range', (1, 100))), name='alliance_match_count_range'), models.CheckConstraint(condition=models.Q(('answer_days__range', (1, 365))), name='alliance_answer_days_range')],
                        'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "consortia_allianceevent" ("answer_days", "created_at", "founded_on", "id", "is_demo", "kind", "match_count", "name", "name_en", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "secretariat_id", "updated_at", "version") VALUES (NEW."answer_days", NEW."created_at", NEW."founded_on", NEW."id", NEW."is_demo", NEW."kind", NEW."match_count", NEW."name", NEW."name_en", NEW."parent_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."region_id", NEW."secretariat_id", NEW."updated_at", NEW."version"); RETURN NULL;', hash='a47029d5ce52b55d30f3f6f79f9a85aabe6e3a27', operation='INSERT', pgid='pgtrigger_insert_insert_a24e8', table='consortia_alliance', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "consortia_allianceevent" ("answer_days", "created_at", "founded_on", "id", "is_demo", "kind", "match_count", "name", "name_en", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "secretariat_id", "updated_at", "version") VALUES (NEW."answer_days", NEW."created_at", NEW."founded_on", NEW."id", NEW."is_demo", NEW."kind", NEW."match_count", NEW."name", NEW."name_en", NEW."parent_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."region_id", NEW."secretariat_id", NEW."updated_at", NEW."version"); RETURN NULL;', hash='9c104ddd473ce3534d6d0e63b5e808fd0dba0c88', operation='UPDATE', pgid='pgtrigger_update_update_9cc32', table='consortia_alliance', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='Framework',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('name', models.CharField(max_length=100, verbose_name='name')),
                        ('title', models.CharField(blank=True, max_length=200, verbose_name='title')),
                        ('valid_from', models.DateField(verbose_name='valid from')),
                        ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid to')),
                        ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
                        ('is_main', models.BooleanField(default=True, help_text='Where several lists are in force, published rates use this one.', verbose_name='used for published rates')),
                        ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='frameworks', to='reference.region')),
                    ],
                    options={
                        'verbose_name': 'industry framework',
                        'verbose_name_plural': 'industry frameworks',
                        'constraints': [models.UniqueConstraint(fields=('region', 'name', 'valid_from'), name='framework_edition_once'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='framework_dates_in_order')],
                        'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "consortia_frameworkevent" ("created_at", "id", "is_main", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "source", "title", "updated_at", "valid_from", "valid_to", "version") VALUES (NEW."created_at", NEW."id", NEW."is_main", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."region_id", NEW."source", NEW."title", NEW."updated_at", NEW."valid_from", NEW."valid_to", NEW."version"); RETURN NULL;', hash='346dd121d05a26ad6887053d255f90eb338e8779', operation='INSERT', pgid='pgtrigger_insert_insert_56aad', table='consortia_framework', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "consortia_frameworkevent" ("created_at", "id", "is_main", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "source", "title", "updated_at", "valid_from", "valid_to", "version") VALUES (NEW."created_at", NEW."id", NEW."is_main", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."region_id", NEW."source", NEW."title", NEW."updated_at", NEW."valid_from", NEW."valid_to", NEW."version"); RETURN NULL;', hash='796307449b62e468226a3e70e92271fdd2957546', operation='UPDATE', pgid='pgtrigger_update_update_f50a3', table='consortia_framework', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='AllianceEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('kind', models.CharField(choices=[('association', 'Association'), ('regional_consortium', 'Regional consortium'), ('sector_community', 'Sector community'), ('training_alliance', 'Training alliance')], max_length=24, verbose_name='kind')),
                        ('name', models.CharField(max_length=200, verbose_name='name')),
                        ('name_en', models.CharField(blank=True, max_length=200, verbose_name='English name')),
                        ('founded_on', models.DateField(blank=True, null=True, verbose_name='founded on')),
                        ('match_count', models.PositiveSmallIntegerField(default=20, help_text='The best so many are proposed.', verbose_name='matches made per demand')),
                        ('answer_days', models.PositiveSmallIntegerField(default=14, help_text='A proposed match expires after this time.', verbose_name='days to answer')),
                        ('is_demo', models.BooleanField(default=False, verbose_name='demonstration record')),
                        ('parent', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='consortia.alliance', verbose_name='part of')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='consortia.alliance')),
                        ('region', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reference.region')),
                        ('secretariat', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.organisation', verbose_name='secretariat')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9ffbe90d8aca3873e466b2f4a9478baef83d7655', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_033af', table='consortia_allianceevent', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='FrameworkEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('name', models.CharField(max_length=100, verbose_name='name')),
                        ('title', models.CharField(blank=True, max_length=200, verbose_name='title')),
                        ('valid_from', models.DateField(verbose_name='valid from')),
                        ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid to')),
                        ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
                        ('is_main', models.BooleanField(default=True, help_text='Where several lists are in force, published rates use this one.', verbose_name='used for published rates')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='consortia.framework')),
                        ('region', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reference.region')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='48702c225249b37a3c25bf2537ab58ecde6b2753', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e3e85', table='consortia_frameworkevent', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='KeyIndustry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('group', models.CharField(help_text='As the list names it.', max_length=100, verbose_name='group')),
                        ('position', models.PositiveSmallIntegerField(default=0)),
                        ('framework', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='industries', to='consortia.framework')),
                        ('industry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='key_in', to='reference.industry')),
                    ],
                    options={
                        'verbose_name': 'key industry',
                        'verbose_name_plural': 'key industries',
                        'ordering': ['position', 'pk'],
                        'constraints': [models.UniqueConstraint(fields=('framework', 'industry'), name='key_industry_once')],
                        'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "consortia_keyindustryevent" ("framework_id", "group", "id", "industry_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position") VALUES (NEW."framework_id", NEW."group", NEW."id", NEW."industry_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position"); RETURN NULL;', hash='b44e41b1e37d6e9b9848a62a3a974ed4afdf6610', operation='INSERT', pgid='pgtrigger_insert_insert_91f28', table='consortia_keyindustry', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "consortia_keyindustryevent" ("framework_id", "group", "id", "industry_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position") VALUES (NEW."framework_id", NEW."group", NEW."id", NEW."industry_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position"); RETURN NULL;', hash='7fc681d3a531a4c171b600fb812b80ba95bc7ba6', operation='UPDATE', pgid='pgtrigger_update_update_49fa3', table='consortia_keyindustry', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='Membership',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('state', models.CharField(choices=[('applied', 'Applied'), ('active', 'Active'), ('suspended', 'Suspended'), ('left', 'Left')], default='applied', max_length=12, verbose_name='state')),
                        ('joined_on', models.DateField(blank=True, null=True, verbose_name='joined on')),
                        ('left_on', models.DateField(blank=True, null=True, verbose_name='left on')),
                        ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                        ('alliance', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='consortia.alliance')),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='accounts.organisation')),
                    ],
                    options={
                        'verbose_name': 'membership',
                        'verbose_name_plural': 'memberships',
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'left'), _negated=True), fields=('alliance', 'organisation'), name='one_open_membership'), models.CheckConstraint(condition=models.Q(('state__in', ['applied', 'active', 'suspended', 'left'])), name='membership_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('left_on__isnull', False), ('state', 'left')), models.Q(models.Q(('state', 'left'), _negated=True), ('left_on__isnull', True)), _connector='OR'), name='membership_left_with_date')],
                        'triggers': [pgtrigger.compiler.Trigger(name='membership_flow', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{active:left,active:suspended,applied:active,applied:left,suspended:active,suspended:left}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='dd5e43ca2af0a70a46f5634189ea81d66c1f9760', operation='UPDATE', pgid='pgtrigger_membership_flow_c11bd', table='consortia_membership', when='BEFORE')), pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "consortia_membershipevent" ("alliance_id", "created_at", "id", "joined_on", "left_on", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "state", "updated_at", "version") VALUES (NEW."alliance_id", NEW."created_at", NEW."id", NEW."joined_on", NEW."left_on", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."state", NEW."updated_at", NEW."version"); RETURN NULL;', hash='e36dce2ddc8f1de8c0a26a52e717d9de942e055f', operation='INSERT', pgid='pgtrigger_insert_insert_204de', table='consortia_membership', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "consortia_membershipevent" ("alliance_id", "created_at", "id", "joined_on", "left_on", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "state", "updated_at", "version") VALUES (NEW."alliance_id", NEW."created_at", NEW."id", NEW."joined_on", NEW."left_on", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."state", NEW."updated_at", NEW."version"); RETURN NULL;', hash='5978b582af1259c0db97c30471b114c8048d9215', operation='UPDATE', pgid='pgtrigger_update_update_9fcd8', table='consortia_membership', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='KeyIndustryEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('group', models.CharField(help_text='As the list names it.', max_length=100, verbose_name='group')),
                        ('position', models.PositiveSmallIntegerField(default=0)),
                        ('framework', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='consortia.framework')),
                        ('industry', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reference.industry')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='consortia.keyindustry')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b04bd9ee7f3a246e4cafc7ac7502257a10f84380', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_afdc8', table='consortia_keyindustryevent', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='MembershipEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('state', models.CharField(choices=[('applied', 'Applied'), ('active', 'Active'), ('suspended', 'Suspended'), ('left', 'Left')], default='applied', max_length=12, verbose_name='state')),
                        ('joined_on', models.DateField(blank=True, null=True, verbose_name='joined on')),
                        ('left_on', models.DateField(blank=True, null=True, verbose_name='left on')),
                        ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                        ('alliance', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='consortia.alliance')),
                        ('organisation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.organisation')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='consortia.membership')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='17543f4707e887412c8fb3efe900eeb076553499', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b28ab', table='consortia_membershipevent', when='BEFORE'))],
                    },
                ),
            ],
        ),
    ]
