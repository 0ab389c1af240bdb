import alliance.web.migrating
import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import programs.models
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_people_and_duplicates'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('programs', '0001_initial'),
        ('reference', '0001_initial'),
    ]

    operations = [
        alliance.web.migrating.AtOnce(
            operations=[
                migrations.CreateModel(
                    name='ProgramCluster',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('name', models.CharField(max_length=200, verbose_name='name')),
                        ('name_en', models.CharField(blank=True, max_length=200, verbose_name='English name')),
                        ('formed_on', models.DateField(blank=True, null=True, verbose_name='formed on')),
                        ('lead_program', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='clusters_led', to='programs.program', verbose_name='leading program')),
                        ('programs', models.ManyToManyField(related_name='clusters', to='programs.program', verbose_name='programs')),
                        ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clusters', to='programs.school', verbose_name='school')),
                    ],
                    options={
                        'verbose_name': 'program cluster',
                        'verbose_name_plural': 'program clusters',
                        'ordering': ['-pk'],
                        'constraints': [models.UniqueConstraint(fields=('school', 'name'), name='cluster_name_once', violation_error_message='The school has a cluster of that name already.')],
                        'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "programs_programclusterevent" ("created_at", "formed_on", "id", "lead_program_id", "name", "name_en", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "school_id", "updated_at", "version") VALUES (NEW."created_at", NEW."formed_on", NEW."id", NEW."lead_program_id", NEW."name", NEW."name_en", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."school_id", NEW."updated_at", NEW."version"); RETURN NULL;', hash='c009fa24e9daef05c4ba96286d5322b3997fc767', operation='INSERT', pgid='pgtrigger_insert_insert_c2852', table='programs_programcluster', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "programs_programclusterevent" ("created_at", "formed_on", "id", "lead_program_id", "name", "name_en", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "school_id", "updated_at", "version") VALUES (NEW."created_at", NEW."formed_on", NEW."id", NEW."lead_program_id", NEW."name", NEW."name_en", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."school_id", NEW."updated_at", NEW."version"); RETURN NULL;', hash='99358ea850680733f31c9be1bb881c8fb2a91648', operation='UPDATE', pgid='pgtrigger_update_update_af767', table='programs_programcluster', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='Course',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('kind', models.CharField(choices=[('course', 'Course'), ('textbook', 'Textbook'), ('standard_module', 'Standard module')], max_length=16, verbose_name='kind')),
                        ('title', models.CharField(max_length=200, verbose_name='title')),
                        ('level', models.CharField(choices=[('school', 'School'), ('city', 'City'), ('provincial', 'Provincial'), ('national', 'National')], default='school', max_length=12, verbose_name='level')),
                        ('hours', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(100000)], verbose_name='taught hours')),
                        ('job_titles', models.TextField(blank=True, help_text='One a line: occupations that the curriculum took up with this.', max_length=2000, verbose_name='new job titles taught')),
                        ('published_on', models.DateField(blank=True, null=True, verbose_name='published on')),
                        ('isbn', models.CharField(blank=True, max_length=17, validators=[programs.models.check_isbn], verbose_name='ISBN')),
                        ('enterprises', models.ManyToManyField(blank=True, help_text='The enterprises that worked on it.', related_name='courses', to='accounts.organisation', verbose_name='developed with')),
                        ('program', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='courses', to='programs.program', verbose_name='program')),
                        ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='courses', to='programs.school', verbose_name='school')),
                        ('cluster', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='courses', to='programs.programcluster', verbose_name='program cluster')),
                    ],
                    options={
                        'verbose_name': 'course or teaching material',
                        'verbose_name_plural': 'courses and teaching material',
                        'ordering': ['-pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['course', 'textbook', 'standard_module'])), name='course_kind_known'), models.CheckConstraint(condition=models.Q(('level__in', ['school', 'city', 'provincial', 'national'])), name='course_level_known'), models.CheckConstraint(condition=models.Q(('isbn', ''), ('kind', 'textbook'), _connector='OR'), name='course_isbn_of_textbooks', violation_error_message='Only textbooks bear an ISBN.'), models.UniqueConstraint(fields=('school', 'kind', 'title'), name='course_once_per_school', violation_error_message='The school has this on record already.')],
                        'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "programs_courseevent" ("cluster_id", "created_at", "hours", "id", "isbn", "job_titles", "kind", "level", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id", "published_on", "school_id", "title", "updated_at", "version") VALUES (NEW."cluster_id", NEW."created_at", NEW."hours", NEW."id", NEW."isbn", NEW."job_titles", NEW."kind", NEW."level", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."program_id", NEW."published_on", NEW."school_id", NEW."title", NEW."updated_at", NEW."version"); RETURN NULL;', hash='7bcd6233372bc0bb2152ac82c23085e886540daf', operation='INSERT', pgid='pgtrigger_insert_insert_31f9a', table='programs_course', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "programs_courseevent" ("cluster_id", "created_at", "hours", "id", "isbn", "job_titles", "kind", "level", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id", "published_on", "school_id", "title", "updated_at", "version") VALUES (NEW."cluster_id", NEW."created_at", NEW."hours", NEW."id", NEW."isbn", NEW."job_titles", NEW."kind", NEW."level", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."program_id", NEW."published_on", NEW."school_id", NEW."title", NEW."updated_at", NEW."version"); RETURN NULL;', hash='7a49721e11bc46f7a541beed175dc847cc8ec5ee', operation='UPDATE', pgid='pgtrigger_update_update_db446', table='programs_course', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='ProgramClusterEvent',
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
                        ('formed_on', models.DateField(blank=True, null=True, verbose_name='formed on')),
                        ('lead_program', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programs.program', verbose_name='leading program')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='programs.programcluster')),
                        ('school', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programs.school', verbose_name='school')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='50c6691cc172648f6169e672ce6e37d91183e04e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_f2eb5', table='programs_programclusterevent', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='CourseEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('kind', models.CharField(choices=[('course', 'Course'), ('textbook', 'Textbook'), ('standard_module', 'Standard module')], max_length=16, verbose_name='kind')),
                        ('title', models.CharField(max_length=200, verbose_name='title')),
                        ('level', models.CharField(choices=[('school', 'School'), ('city', 'City'), ('provincial', 'Provincial'), ('national', 'National')], default='school', max_length=12, verbose_name='level')),
                        ('hours', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(100000)], verbose_name='taught hours')),
                        ('job_titles', models.TextField(blank=True, help_text='One a line: occupations that the curriculum took up with this.', max_length=2000, verbose_name='new job titles taught')),
                        ('published_on', models.DateField(blank=True, null=True, verbose_name='published on')),
                        ('isbn', models.CharField(blank=True, max_length=17, validators=[programs.models.check_isbn], verbose_name='ISBN')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='programs.course')),
                        ('program', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programs.program', verbose_name='program')),
                        ('school', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programs.school', verbose_name='school')),
                        ('cluster', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programs.programcluster', verbose_name='program cluster')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d20798c2cf5f1a2c226d3a4b68175bee388443be', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a5e31', table='programs_courseevent', when='BEFORE'))],
                    },
                ),
                migrations.AlterField(
                    model_name='crosswalklink',
                    name='industry',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reference.industry', verbose_name='industry'),
                ),
                migrations.AlterField(
                    model_name='crosswalklink',
                    name='occupation',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reference.occupation', verbose_name='occupation'),
                ),
                migrations.AlterField(
                    model_name='crosswalklink',
                    name='program',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='programs.program', verbose_name='program'),
                ),
                migrations.AlterField(
                    model_name='crosswalklinkevent',
                    name='industry',
                    field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reference.industry', verbose_name='industry'),
                ),
                migrations.AlterField(
                    model_name='crosswalklinkevent',
                    name='occupation',
                    field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reference.occupation', verbose_name='occupation'),
                ),
                migrations.AlterField(
                    model_name='crosswalklinkevent',
                    name='program',
                    field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programs.program', verbose_name='program'),
                ),
                migrations.AlterField(
                    model_name='program',
                    name='catalogue_program',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='points', to='reference.catalogueprogram', verbose_name='catalogue program'),
                ),
                migrations.AlterField(
                    model_name='program',
                    name='school',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='programs', to='programs.school', verbose_name='school'),
                ),
                migrations.AlterField(
                    model_name='programevent',
                    name='catalogue_program',
                    field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reference.catalogueprogram', verbose_name='catalogue program'),
                ),
                migrations.AlterField(
                    model_name='programevent',
                    name='school',
                    field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programs.school', verbose_name='school'),
                ),
                migrations.AlterField(
                    model_name='school',
                    name='organisation',
                    field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='school', serialize=False, to='accounts.organisation', verbose_name='organisation'),
                ),
                migrations.AlterField(
                    model_name='schoolevent',
                    name='organisation',
                    field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', serialize=False, to='accounts.organisation', verbose_name='organisation'),
                ),
            ],
        ),
    ]
