from django.db import models
from django.utils.translation import gettext_lazy as _


class ExchangeKind(models.TextChoices):
    INDUSTRY_PROFESSOR = "industry_professor", _("Industry professor")
    VISITING_EXPERT = "visiting_expert", _("Visiting expert")
    TEACHER_PRACTICE = "teacher_practice", _("Teacher practice")
    TECH_VICE_PRESIDENT = "tech_vice_president", _("Technology vice president")


TO_SCHOOL = (ExchangeKind.INDUSTRY_PROFESSOR, ExchangeKind.VISITING_EXPERT)
TO_ENTERPRISE = (ExchangeKind.TEACHER_PRACTICE, ExchangeKind.TECH_VICE_PRESIDENT)


class Destination(models.TextChoices):
    """What became of a graduate, on the date it was measured."""

    EMPLOYED = "employed", _("Employed")
    FURTHER_STUDY = "further_study", _("Further study")
    SELF_EMPLOYED = "self_employed", _("Self-employed")
    SERVICE = "service", _("Military service")
    SEEKING = "seeking", _("Seeking work")
    UNKNOWN = "unknown", _("Unknown")
