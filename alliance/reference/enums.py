from django.db import models
from django.utils.translation import gettext_lazy as _


class ProgramLevel(models.TextChoices):
    """Levels of education a program is taught at."""

    SECONDARY = "secondary", _("Secondary vocational")
    TECHNICIAN = "technician", _("Technician")
    HIGHER = "higher", _("Higher vocational")
    VOCATIONAL_BACHELOR = "vocational_bachelor", _("Vocational bachelor")
    UNDERGRADUATE = "undergraduate", _("Undergraduate")


class SkillRelation(models.TextChoices):
    ESSENTIAL = "essential", _("essential")
    OPTIONAL = "optional", _("optional")
