import alliance.imports.models
import alliance.web.migrating
import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('accounts', '__first__'),
    ]

    operations = [
        alliance.web.migrating.AtOnce(
            operations=[
                migrations.CreateModel(
                    name='ImportSession',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=64, verbose_name='kind')),
                        ('file', models.FileField(blank=True, upload_to=alliance.imports.models.stored_name, verbose_name='file')),
                        ('name', models.CharField(max_length=200, verbose_name='name of the file')),
                        ('source', models.CharField(blank=True, help_text='Whose numbers stand in the column external_id.', max_length=64, verbose_name='source system')),
                        ('acting_key', models.CharField(blank=True, max_length=16, verbose_name='API key')),
                        ('language', models.CharField(blank=True, max_length=10, verbose_name='language')),
                        ('header', models.JSONField(blank=True, default=list, verbose_name='columns')),
                        ('mapping', models.JSONField(blank=True, default=dict, verbose_name='meaning of the columns')),
                        ('dry_run', models.BooleanField(default=True, verbose_name='trial run')),
                        ('state', models.CharField(choices=[('drafted', 'Columns to be named'), ('queued', 'Queued'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Failed'), ('cancelled', 'Cancelled')], default='queued', max_length=12, verbose_name='state')),
                        ('rows_total', models.PositiveIntegerField(blank=True, null=True, verbose_name='rows')),
                        ('rows_done', models.PositiveIntegerField(default=0, verbose_name='rows done')),
                        ('created', models.PositiveIntegerField(default=0, verbose_name='created')),
                        ('changed', models.PositiveIntegerField(default=0, verbose_name='changed')),
                        ('unchanged', models.PositiveIntegerField(default=0, verbose_name='unchanged')),
                        ('refused', models.PositiveIntegerField(default=0, verbose_name='refused')),
                        ('fault', models.CharField(blank=True, max_length=32, verbose_name='kind of fault')),
                        ('error', models.TextField(blank=True, verbose_name='error')),
                        ('cancel_asked', models.BooleanField(default=False, verbose_name='to be cancelled')),
                        ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                        ('created_at', models.DateTimeField(verbose_name='sent')),
                        ('claimed_at', models.DateTimeField(blank=True, null=True, verbose_name='started')),
                        ('beat_at', models.DateTimeField(blank=True, null=True, verbose_name='last sign of work')),
                        ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished')),
                        ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='sent by')),
                        ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organisation', verbose_name='organisation')),
                    ],
                    options={
                        'verbose_name': 'import',
                        'verbose_name_plural': 'imports',
                        'ordering': ['-pk'],
                        'indexes': [models.Index(condition=models.Q(('state__in', ('drafted', 'queued', 'running'))), fields=['state'], name='import_open'), models.Index(fields=['created_by', '-id'], name='import_of_sender')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['drafted', 'queued', 'running', 'done', 'failed', 'cancelled'])), name='import_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'running'), _negated=True), ('claimed_at__isnull', False), _connector='OR'), name='import_running_is_claimed'), models.CheckConstraint(condition=models.Q(('state__in', ('drafted', 'queued', 'running')), ('finished_at__isnull', False), _connector='OR'), name='import_over_is_dated')],
                        'triggers': [pgtrigger.compiler.Trigger(name='import_flow', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{done:queued,drafted:cancelled,drafted:queued,queued:cancelled,queued:running,running:cancelled,running:done,running:failed,running:queued}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='9747f53138ccee7da0fb89db000ec403f07aea63', operation='UPDATE', pgid='pgtrigger_import_flow_1f0a3', table='imports_importsession', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='ExternalKey',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('source', models.CharField(blank=True, max_length=64, verbose_name='source system')),
                        ('register', models.CharField(max_length=64, verbose_name='kind')),
                        ('external_id', models.CharField(max_length=200, verbose_name='number there')),
                        ('object_id', models.CharField(max_length=64, verbose_name='record')),
                        ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organisation')),
                    ],
                    options={
                        'verbose_name': 'external key',
                        'verbose_name_plural': 'external keys',
                        'indexes': [models.Index(fields=['register', 'object_id'], name='external_key_of_record')],
                        'constraints': [models.UniqueConstraint(fields=('organisation', 'source', 'register', 'external_id'), name='external_key_once', nulls_distinct=False)],
                    },
                ),
                migrations.CreateModel(
                    name='ImportMapping',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('register', models.CharField(max_length=64, verbose_name='kind')),
                        ('signature', models.CharField(max_length=64, verbose_name='signature of the header')),
                        ('mapping', models.JSONField(verbose_name='meaning of the columns')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organisation')),
                    ],
                    options={
                        'verbose_name': 'remembered columns',
                        'verbose_name_plural': 'remembered columns',
                        'constraints': [models.UniqueConstraint(fields=('organisation', 'register', 'signature'), name='import_mapping_once', nulls_distinct=False)],
                    },
                ),
                migrations.CreateModel(
                    name='ImportRow',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField(verbose_name='row')),
                        ('outcome', models.CharField(choices=[('created', 'Created'), ('changed', 'Changed'), ('unchanged', 'Unchanged'), ('refused', 'Refused')], max_length=12, verbose_name='outcome')),
                        ('object_id', models.CharField(blank=True, max_length=64, verbose_name='record')),
                        ('errors', models.JSONField(blank=True, default=list, verbose_name='errors')),
                        ('raw', models.JSONField(blank=True, null=True, verbose_name='as sent')),
                        ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='imports.importsession')),
                    ],
                    options={
                        'verbose_name': 'row of an import',
                        'verbose_name_plural': 'rows of imports',
                        'ordering': ['number'],
                        'constraints': [models.UniqueConstraint(fields=('session', 'number'), name='import_row_once'), models.CheckConstraint(condition=models.Q(('outcome__in', ['created', 'changed', 'unchanged', 'refused'])), name='import_outcome_known')],
                    },
                ),
            ],
        ),
    ]
