import alliance.web.migrating
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        alliance.web.migrating.AtOnce(
            operations=[
                migrations.CreateModel(
                    name='Heartbeat',
                    fields=[
                        ('name', models.CharField(max_length=32, primary_key=True, serialize=False)),
                        ('beat_at', models.DateTimeField()),
                    ],
                    options={
                        'verbose_name': 'heartbeat',
                        'verbose_name_plural': 'heartbeats',
                    },
                ),
                migrations.CreateModel(
                    name='Event',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=64)),
                        ('subject_type', models.CharField(max_length=64)),
                        ('subject_id', models.CharField(max_length=64)),
                        ('via', models.CharField(blank=True, help_text='Prefix of the API key that was used, if any.', max_length=32)),
                        ('payload', models.JSONField(default=dict)),
                        ('at', models.DateTimeField()),
                        ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'event',
                        'verbose_name_plural': 'events',
                        'indexes': [models.Index(fields=['kind', 'id'], name='event_by_kind'), models.Index(fields=['subject_type', 'subject_id', 'id'], name='event_by_subject')],
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4b1eecde6236a8a8cd8d356baf3b85df512e684a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_affb7', table='events_event', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='Owed',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('subscriber', models.CharField(max_length=200)),
                        ('available', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        ('attempts', models.PositiveSmallIntegerField(default=0)),
                        ('done', models.DateTimeField(null=True)),
                        ('dead', models.DateTimeField(null=True)),
                        ('last_error', models.TextField(blank=True)),
                        ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='owed', to='events.event')),
                    ],
                    options={
                        'verbose_name': 'owed work',
                        'verbose_name_plural': 'owed work',
                        'indexes': [models.Index(condition=models.Q(('dead__isnull', True), ('done__isnull', True)), fields=['available', 'id'], name='owed_due')],
                        'constraints': [models.UniqueConstraint(fields=('event', 'subscriber'), name='owed_once'), models.CheckConstraint(condition=models.Q(('done__isnull', True), ('dead__isnull', True), _connector='OR'), name='owed_done_or_dead')],
                    },
                ),
            ],
        ),
    ]
