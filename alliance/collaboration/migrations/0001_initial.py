import alliance.web.migrating
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        alliance.web.migrating.AtOnce(
            operations=[
                migrations.CreateModel(
                    name='Match',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('program_revision', models.PositiveIntegerField()),
                        ('rank', models.PositiveSmallIntegerField(verbose_name='rank')),
                        ('score', models.BigIntegerField(verbose_name='score')),
                        ('parts', models.JSONField(verbose_name='parts')),
                        ('state', models.CharField(choices=[('suggested', 'Suggested'), ('interested', 'Interested'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('expired', 'Expired'), ('superseded', 'Superseded')], default='suggested', max_length=12, verbose_name='state')),
                        ('answer_by', models.DateField(verbose_name='answer by')),
                        ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                    ],
                    options={
                        'verbose_name': 'match',
                        'verbose_name_plural': 'matches',
                        'ordering': ['-pk'],
                    },
                ),
                migrations.CreateModel(
                    name='MatchEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('program_revision', models.PositiveIntegerField()),
                        ('rank', models.PositiveSmallIntegerField(verbose_name='rank')),
                        ('score', models.BigIntegerField(verbose_name='score')),
                        ('parts', models.JSONField(verbose_name='parts')),
                        ('state', models.CharField(choices=[('suggested', 'Suggested'), ('interested', 'Interested'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('expired', 'Expired'), ('superseded', 'Superseded')], default='suggested', max_length=12, verbose_name='state')),
                        ('answer_by', models.DateField(verbose_name='answer by')),
                        ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='MatchRun',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('engine_version', models.CharField(max_length=32)),
                        ('factors_version', models.CharField(max_length=64)),
                        ('idf_version', models.CharField(max_length=64)),
                        ('considered', models.PositiveIntegerField()),
                        ('fitting', models.PositiveIntegerField()),
                        ('excluded', models.PositiveIntegerField()),
                        ('unrelated', models.PositiveIntegerField()),
                        ('exclusions', models.JSONField(default=dict)),
                        ('computed_at', models.DateTimeField()),
                    ],
                    options={
                        'verbose_name': 'match run',
                        'verbose_name_plural': 'match runs',
                    },
                ),
                migrations.CreateModel(
                    name='Project',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('kind', models.CharField(choices=[('order_class', 'Order class'), ('excellence_class', 'Excellence class'), ('industry_college', 'Industry college'), ('training_base', 'Training base'), ('joint_lab', 'Joint laboratory'), ('pilot_workshop', 'Pilot workshop'), ('research', 'R&D project'), ('internship', 'Internship programme'), ('training', 'Employee training')], max_length=20, verbose_name='kind')),
                        ('title', models.CharField(max_length=200, verbose_name='title')),
                        ('description', models.TextField(blank=True, max_length=10000, verbose_name='description')),
                        ('seats', models.PositiveIntegerField(blank=True, null=True, verbose_name='seats')),
                        ('starts_on', models.DateField(blank=True, null=True, verbose_name='starts on')),
                        ('ends_on', models.DateField(blank=True, null=True, verbose_name='ends on')),
                        ('state', models.CharField(choices=[('drafted', 'Drafted'), ('approving', 'In approval'), ('signed', 'Signed'), ('running', 'Running'), ('completed', 'Completed'), ('terminated', 'Terminated'), ('closed', 'Closed')], default='drafted', max_length=12, verbose_name='state')),
                        ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                    ],
                    options={
                        'verbose_name': 'project',
                        'verbose_name_plural': 'projects',
                        'ordering': ['-pk'],
                    },
                ),
                migrations.CreateModel(
                    name='ProjectApproval',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('party', models.CharField(choices=[('school', 'School'), ('enterprise', 'Enterprise'), ('alliance', 'Alliance')], max_length=12, verbose_name='party')),
                        ('at', models.DateTimeField()),
                    ],
                    options={
                        'verbose_name': 'approval',
                        'verbose_name_plural': 'approvals',
                        'ordering': ['at', 'pk'],
                    },
                ),
                migrations.CreateModel(
                    name='ProjectEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('kind', models.CharField(choices=[('order_class', 'Order class'), ('excellence_class', 'Excellence class'), ('industry_college', 'Industry college'), ('training_base', 'Training base'), ('joint_lab', 'Joint laboratory'), ('pilot_workshop', 'Pilot workshop'), ('research', 'R&D project'), ('internship', 'Internship programme'), ('training', 'Employee training')], max_length=20, verbose_name='kind')),
                        ('title', models.CharField(max_length=200, verbose_name='title')),
                        ('description', models.TextField(blank=True, max_length=10000, verbose_name='description')),
                        ('seats', models.PositiveIntegerField(blank=True, null=True, verbose_name='seats')),
                        ('starts_on', models.DateField(blank=True, null=True, verbose_name='starts on')),
                        ('ends_on', models.DateField(blank=True, null=True, verbose_name='ends on')),
                        ('state', models.CharField(choices=[('drafted', 'Drafted'), ('approving', 'In approval'), ('signed', 'Signed'), ('running', 'Running'), ('completed', 'Completed'), ('terminated', 'Terminated'), ('closed', 'Closed')], default='drafted', max_length=12, verbose_name='state')),
                        ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Result',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('kind', models.CharField(choices=[('course', 'Course'), ('textbook', 'Textbook'), ('standard', 'Standard'), ('patent', 'Patent'), ('product', 'Product'), ('award', 'Award'), ('placement', 'Placement cohort'), ('base', 'Training base'), ('certificates', 'Certificate batch')], max_length=16, verbose_name='kind')),
                        ('level', models.CharField(choices=[('school', 'School'), ('city', 'City'), ('provincial', 'Provincial'), ('national', 'National')], max_length=12, verbose_name='level')),
                        ('chain_stage', models.CharField(blank=True, choices=[('research', 'Research'), ('pilot', 'Pilot'), ('industrialised', 'Industrialised'), ('commercialised', 'Commercialised')], max_length=16, verbose_name='stage of the chain')),
                        ('title', models.CharField(max_length=200, verbose_name='title')),
                        ('description', models.TextField(blank=True, max_length=10000, verbose_name='description')),
                        ('without_project', models.BooleanField(default=False, verbose_name='comes from no project')),
                        ('achieved_on', models.DateField(verbose_name='achieved on')),
                        ('evidence', models.TextField(blank=True, max_length=5000, verbose_name='evidence')),
                        ('audience', models.CharField(blank=True, choices=[('consortium', 'This consortium'), ('alliance', 'The whole alliance'), ('public', 'The public')], max_length=12, verbose_name='audience')),
                        ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('returned', 'Returned'), ('verified', 'Verified'), ('shared', 'Shared'), ('withdrawn', 'Withdrawn')], default='draft', max_length=12, verbose_name='state')),
                        ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                        ('verified_at', models.DateTimeField(blank=True, null=True, verbose_name='verified')),
                        ('shared_at', models.DateTimeField(blank=True, null=True, verbose_name='shared')),
                    ],
                    options={
                        'verbose_name': 'result',
                        'verbose_name_plural': 'results',
                        'ordering': ['-pk'],
                    },
                ),
                migrations.CreateModel(
                    name='ResultEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('kind', models.CharField(choices=[('course', 'Course'), ('textbook', 'Textbook'), ('standard', 'Standard'), ('patent', 'Patent'), ('product', 'Product'), ('award', 'Award'), ('placement', 'Placement cohort'), ('base', 'Training base'), ('certificates', 'Certificate batch')], max_length=16, verbose_name='kind')),
                        ('level', models.CharField(choices=[('school', 'School'), ('city', 'City'), ('provincial', 'Provincial'), ('national', 'National')], max_length=12, verbose_name='level')),
                        ('chain_stage', models.CharField(blank=True, choices=[('research', 'Research'), ('pilot', 'Pilot'), ('industrialised', 'Industrialised'), ('commercialised', 'Commercialised')], max_length=16, verbose_name='stage of the chain')),
                        ('title', models.CharField(max_length=200, verbose_name='title')),
                        ('description', models.TextField(blank=True, max_length=10000, verbose_name='description')),
                        ('without_project', models.BooleanField(default=False, verbose_name='comes from no project')),
                        ('achieved_on', models.DateField(verbose_name='achieved on')),
                        ('evidence', models.TextField(blank=True, max_length=5000, verbose_name='evidence')),
                        ('audience', models.CharField(blank=True, choices=[('consortium', 'This consortium'), ('alliance', 'The whole alliance'), ('public', 'The public')], max_length=12, verbose_name='audience')),
                        ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('returned', 'Returned'), ('verified', 'Verified'), ('shared', 'Shared'), ('withdrawn', 'Withdrawn')], default='draft', max_length=12, verbose_name='state')),
                        ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                        ('verified_at', models.DateTimeField(blank=True, null=True, verbose_name='verified')),
                        ('shared_at', models.DateTimeField(blank=True, null=True, verbose_name='shared')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
            ],
        ),
    ]
