"""Official code lists as shipped facts: the code is the key, the edition is stored, rows retire."""

from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from alliance.reference.enums import ProgramLevel, SkillRelation
from alliance.web.records import ScopedQuerySet


class CodeQuerySet(ScopedQuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Code lists are public facts."""
        return self.all()

    def current(self) -> Self:
        return self.filter(retired_on__isnull=True)


class CodeEntry(models.Model):
    """A row of a code list. Never deleted: what an edition drops is retired and may be superseded."""

    code = models.CharField(_("code"), max_length=64, primary_key=True)
    scheme = models.CharField(_("scheme"), max_length=32)
    edition = models.CharField(_("edition"), max_length=32)
    name = models.CharField(_("name"), max_length=255, help_text=_("As published."))
    name_en = models.CharField(_("English name"), max_length=255, blank=True)
    name_pinyin = models.CharField(max_length=255, blank=True, editable=False)
    retired_on = models.DateField(_("retired on"), null=True, blank=True)
    superseded_by = models.CharField(_("superseded by"), max_length=64, blank=True)

    objects = CodeQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"

    @property
    def label(self) -> str:
        """The name in the reader's language where the list has one."""
        english = not (get_language() or "en").startswith("zh")
        return self.name_en if english and self.name_en else self.name


class Region(CodeEntry):
    """Administrative division: 1 province, 2 prefecture, 3 county."""

    level = models.PositiveSmallIntegerField(pgettext_lazy("code list", "level"))
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    placeholder = models.BooleanField(
        default=False, help_text=_("A row such as 市辖区 that names no place of its own.")
    )

    class Meta(CodeEntry.Meta):
        verbose_name = _("region")
        verbose_name_plural = _("regions")

    @property
    def prefix(self) -> str:
        """The digits that every code inside this region begins with."""
        return self.code[: 2 * self.level]


class Industry(CodeEntry):
    """GB/T 4754 section to class, or a strategic emerging industry."""

    level = models.PositiveSmallIntegerField(pgettext_lazy("code list", "level"))
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )

    class Meta(CodeEntry.Meta):
        verbose_name = _("industry")
        verbose_name_plural = _("industries")


class Occupation(CodeEntry):
    level = models.PositiveSmallIntegerField(pgettext_lazy("code list", "level"))
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    green_digital = models.CharField(_("green or digital"), max_length=8, blank=True)

    class Meta(CodeEntry.Meta):
        verbose_name = _("occupation")
        verbose_name_plural = _("occupations")


class CatalogueProgram(CodeEntry):
    """A program of an official catalogue; what a school runs is a Program of that code."""

    level = models.CharField(_("level"), max_length=24, choices=ProgramLevel)
    category_code = models.CharField(max_length=8, blank=True)
    category = models.CharField(_("category"), max_length=64, blank=True)
    class_code = models.CharField(max_length=8, blank=True)
    class_name = models.CharField(_("class"), max_length=64, blank=True)

    class Meta(CodeEntry.Meta):
        verbose_name = _("catalogue program")
        verbose_name_plural = _("catalogue programs")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level__in=ProgramLevel.values),
                name="catalogue_program_level_known",
            )
        ]


class Skill(CodeEntry):
    name_zh = models.CharField(_("Chinese name"), max_length=255, blank=True)
    category = models.CharField(_("category"), max_length=64, blank=True)
    description = models.TextField(_("description"), blank=True)

    class Meta(CodeEntry.Meta):
        verbose_name = _("skill")
        verbose_name_plural = _("skills")

    @property
    def label(self) -> str:
        chinese = (get_language() or "en").startswith("zh")
        return self.name_zh if chinese and self.name_zh else self.name_en or self.name


class SkillOccupation(models.Model):
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="occupation_links")
    occupation = models.ForeignKey(Occupation, on_delete=models.PROTECT, related_name="skill_links")
    relation = models.CharField(max_length=12, choices=SkillRelation)

    class Meta:
        verbose_name = _("skill of an occupation")
        verbose_name_plural = _("skills of occupations")
        constraints = [
            models.UniqueConstraint(fields=["skill", "occupation"], name="skill_occupation_once")
        ]

    def __str__(self) -> str:
        return f"{self.skill_id} – {self.occupation_id}"


class CatalogueSkill(models.Model):
    """A skill that graduates of a catalogue program are commonly taught, with its usual level."""

    catalogue_program = models.ForeignKey(
        CatalogueProgram, on_delete=models.PROTECT, related_name="skill_links"
    )
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="program_links")
    level = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(4)]
    )

    class Meta:
        verbose_name = _("skill of a catalogue program")
        verbose_name_plural = _("skills of catalogue programs")
        constraints = [
            models.UniqueConstraint(
                fields=["catalogue_program", "skill"], name="catalogue_skill_once"
            ),
            models.CheckConstraint(
                condition=models.Q(level__range=(1, 4)), name="catalogue_skill_level"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.catalogue_program_id} – {self.skill_id}"


class LoadedEdition(models.Model):
    """Which file of a list was loaded, by content; an unchanged file is not read again."""

    list = models.CharField(max_length=48, primary_key=True)
    edition = models.CharField(max_length=32, blank=True)
    digest = models.CharField(max_length=64)
    rows = models.PositiveIntegerField(default=0)
    loaded_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("loaded edition")
        verbose_name_plural = _("loaded editions")

    def __str__(self) -> str:
        return f"{self.list} {self.edition}"
