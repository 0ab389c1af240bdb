import django.db.models.deletion
from django.db import migrations, models

from alliance.web.migrating import AtOnce

DIMENSIONS = [
    ("", "The whole region"),
    ("county", "County"),
    ("school", "School"),
    ("class", "Program class"),
    ("industry", "Industry"),
    ("class_industry", "Program class and industry"),
    ("occupation", "Occupation"),
    ("skill", "Skill"),
    ("year", "Graduation year"),
    ("county_year", "County and graduation year"),
    ("school_year", "School and graduation year"),
    ("stage", "Stage"),
]


class Migration(migrations.Migration):
    dependencies = [("alignment", "0005_program_changes")]

    operations = [
        AtOnce(
            [
                migrations.CreateModel(
                    name="RunInput",
                    fields=[
                        (
                            "run",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="input",
                                serialize=False,
                                to="alignment.alignmentrun",
                            ),
                        ),
                        ("content", models.BinaryField()),
                    ],
                    options={
                        "verbose_name": "input of a run",
                        "verbose_name_plural": "inputs of runs",
                    },
                ),
                migrations.CreateModel(
                    name="RunBlock",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("name", models.CharField(max_length=16, verbose_name="name")),
                        ("done_at", models.DateTimeField(null=True, verbose_name="done")),
                        (
                            "run",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="blocks",
                                to="alignment.alignmentrun",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "block of a run",
                        "verbose_name_plural": "blocks of runs",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("run", "name"), name="block_once_per_run"
                            )
                        ],
                    },
                ),
                migrations.AddField(
                    model_name="alignmentrun",
                    name="extent",
                    field=models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="How much was read, and of which year.",
                        verbose_name="extent",
                    ),
                ),
                migrations.AlterModelOptions(
                    name="indexvalue",
                    options={
                        "ordering": ["index", "level", "dimension", "key"],
                        "verbose_name": "index value",
                        "verbose_name_plural": "index values",
                    },
                ),
            ]
        ),
        migrations.RemoveConstraint(model_name="indexvalue", name="index_once_per_run"),
        AtOnce(
            [
                migrations.AddField(
                    model_name="indexvalue",
                    name="detail",
                    field=models.JSONField(blank=True, default=dict, verbose_name="details"),
                ),
                migrations.AddField(
                    model_name="indexvalue",
                    name="dimension",
                    field=models.CharField(
                        blank=True,
                        choices=DIMENSIONS,
                        default="",
                        max_length=16,
                        verbose_name="dimension",
                    ),
                ),
                migrations.AddField(
                    model_name="indexvalue",
                    name="hidden",
                    field=models.BooleanField(default=False, verbose_name="not published"),
                ),
                migrations.AddField(
                    model_name="indexvalue",
                    name="key",
                    field=models.CharField(blank=True, max_length=64, verbose_name="part"),
                ),
                migrations.AlterField(
                    model_name="indexvalue",
                    name="denominator",
                    field=models.DecimalField(
                        decimal_places=8, max_digits=24, verbose_name="denominator"
                    ),
                ),
                migrations.AlterField(
                    model_name="indexvalue",
                    name="numerator",
                    field=models.DecimalField(
                        decimal_places=8, max_digits=24, verbose_name="numerator"
                    ),
                ),
                migrations.AlterField(
                    model_name="indexvalue",
                    name="value",
                    field=models.DecimalField(
                        decimal_places=12, max_digits=24, null=True, verbose_name="value"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="indexvalue",
                    constraint=models.UniqueConstraint(
                        fields=("run", "dimension", "index", "level", "key"),
                        name="index_once_per_run",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="indexvalue",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("dimension__in", [code for code, _ in DIMENSIONS])),
                        name="index_dimension_known",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="indexvalue",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("dimension", ""), ("key", "")),
                            models.Q(
                                models.Q(("dimension", ""), _negated=True),
                                models.Q(("key", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="index_part_has_key",
                    ),
                ),
            ]
        ),
    ]
