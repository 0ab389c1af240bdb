import alliance.registers.models
import alliance.web.migrating
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_people_and_duplicates'),
        ('accounts', '__first__'),
        ('contenttypes', '0002_remove_content_type_name'),
    ]

    operations = [
        alliance.web.migrating.AtOnce(
            operations=[
                migrations.CreateModel(
                    name='Tag',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=40, verbose_name='name')),
                        ('tone', models.CharField(choices=[('plain', 'Grey'), ('done', 'Teal'), ('wait', 'Ochre'), ('info', 'Indigo'), ('bad', 'Red'), ('good', 'Green')], default='plain', max_length=8, verbose_name='colour')),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organisation', verbose_name='organisation')),
                    ],
                    options={
                        'verbose_name': 'tag',
                        'verbose_name_plural': 'tags',
                        'ordering': ['name', 'pk'],
                        'constraints': [models.UniqueConstraint(models.F('organisation'), django.db.models.functions.text.Lower('name'), name='tag_name_once'), models.CheckConstraint(condition=models.Q(('tone__in', ['plain', 'done', 'wait', 'info', 'bad', 'good'])), name='tag_tone_known')],
                    },
                ),
                migrations.CreateModel(
                    name='Attachment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('object_id', models.BigIntegerField(verbose_name='record')),
                        ('title', models.CharField(max_length=150, verbose_name='title')),
                        ('file', models.FileField(blank=True, upload_to=alliance.registers.models.place, verbose_name='file')),
                        ('size', models.PositiveIntegerField(help_text='Bytes.', verbose_name='size')),
                        ('digest', models.CharField(max_length=64, verbose_name='SHA-256')),
                        ('file_type', models.CharField(choices=[('pdf', 'PDF'), ('docx', 'Word (.docx)'), ('xlsx', 'Excel (.xlsx)'), ('png', 'PNG'), ('jpg', 'JPEG')], max_length=8, verbose_name='file type')),
                        ('at', models.DateTimeField(verbose_name='uploaded at')),
                        ('removed_at', models.DateTimeField(blank=True, null=True, verbose_name='removed at')),
                        ('content_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contenttypes.contenttype', verbose_name='kind of record')),
                        ('organisation', models.ForeignKey(blank=True, help_text="On whose account the space is used; empty: the platform's.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation', verbose_name='organisation')),
                        ('removed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='removed by')),
                        ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='uploaded by')),
                    ],
                    options={
                        'verbose_name': 'attachment',
                        'verbose_name_plural': 'attachments',
                        'ordering': ['-at', '-pk'],
                        'indexes': [models.Index(fields=['content_type', 'object_id', '-at'], name='attachment_by_record')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('size__gte', 1), ('size__lte', 20971520)), name='attachment_size_bounded'), models.CheckConstraint(condition=models.Q(('file_type__in', ['pdf', 'docx', 'xlsx', 'png', 'jpg'])), name='attachment_type_known'), models.CheckConstraint(condition=models.Q(models.Q(('removed_at__isnull', True), ('removed_by__isnull', True), models.Q(('file', ''), _negated=True)), models.Q(('file', ''), ('removed_at__gte', models.F('at')), ('removed_by__isnull', False)), _connector='OR'), name='attachment_removed_without_file')],
                    },
                ),
                migrations.CreateModel(
                    name='JournalEntry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('object_id', models.BigIntegerField(verbose_name='record')),
                        ('kind', models.CharField(choices=[('info', 'Note'), ('success', 'Success'), ('warning', 'Warning')], default='info', max_length=8, verbose_name='kind')),
                        ('text', models.TextField(max_length=2000, validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name='text')),
                        ('at', models.DateTimeField(verbose_name='written at')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='written by')),
                        ('content_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contenttypes.contenttype', verbose_name='kind of record')),
                    ],
                    options={
                        'verbose_name': 'journal entry',
                        'verbose_name_plural': 'journal entries',
                        'ordering': ['-at', '-pk'],
                        'indexes': [models.Index(fields=['content_type', 'object_id', '-at'], name='journal_by_record')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['info', 'success', 'warning'])), name='journal_kind_known'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='journal_says_something')],
                        'triggers': [pgtrigger.compiler.Trigger(name='keep', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='c96d54440da0f46a747f4b9bd53b16ee4b203d7e', operation='DELETE', pgid='pgtrigger_keep_fc805', table='registers_journalentry', when='BEFORE')), pgtrigger.compiler.Trigger(name='as_written', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."at" IS DISTINCT FROM (NEW."at") OR OLD."by_id" IS DISTINCT FROM (NEW."by_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."text" IS DISTINCT FROM (NEW."text"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='6ce29e9aacc5569f1b7113b9dcf5a28b0a87a9b9', operation='UPDATE', pgid='pgtrigger_as_written_8641f', table='registers_journalentry', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='SavedView',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('register', models.SlugField(max_length=64, verbose_name='register')),
                        ('name', models.CharField(max_length=60, verbose_name='name')),
                        ('query', models.CharField(blank=True, max_length=2000, verbose_name='query')),
                        ('columns', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), blank=True, default=list, size=None, verbose_name='columns')),
                        ('is_default', models.BooleanField(default=False, help_text='For you; not for others.', verbose_name='opens first')),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_views', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
                        ('shared_with', models.ForeignKey(blank=True, help_text='Everybody of this organisation finds the list beside their own.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.organisation', verbose_name='shared with')),
                    ],
                    options={
                        'verbose_name': 'saved list',
                        'verbose_name_plural': 'saved lists',
                        'ordering': ['name', 'pk'],
                        'constraints': [models.UniqueConstraint(models.F('owner'), models.F('register'), django.db.models.functions.text.Lower('name'), name='saved_view_name_once', violation_error_message='You have a saved list of this name.'), models.UniqueConstraint(condition=models.Q(('is_default', True)), fields=('owner', 'register'), name='saved_view_one_default', violation_error_message='Another saved list opens first.')],
                    },
                ),
                migrations.CreateModel(
                    name='Tagging',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('object_id', models.BigIntegerField(verbose_name='record')),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('content_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contenttypes.contenttype', verbose_name='kind of record')),
                        ('tag', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='taggings', to='registers.tag', verbose_name='tag')),
                    ],
                    options={
                        'verbose_name': 'use of a tag',
                        'verbose_name_plural': 'uses of tags',
                        'indexes': [models.Index(fields=['tag', 'content_type'], name='tagging_by_tag')],
                        'constraints': [models.UniqueConstraint(fields=('content_type', 'object_id', 'tag'), name='tagged_once')],
                    },
                ),
            ],
        ),
    ]
