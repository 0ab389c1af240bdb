from django.db import models
from django.utils.translation import gettext_lazy as _


class SchoolTier(models.TextChoices):
    SECONDARY = "secondary", _("Secondary vocational school")
    TECHNICIAN = "technician", _("Technician school")
    HIGHER = "higher", _("Higher vocational college")
    VOCATIONAL_UNIVERSITY = "vocational_university", _("Vocational university")
    UNIVERSITY = "university", _("University")


class LinkKind(models.TextChoices):
    """Where a crosswalk link comes from."""

    OFFICIAL = "official", _("Official")
    CONFIRMED = "confirmed", _("Confirmed")
    DECLARED = "declared", _("Declared by the school")
    COMPUTED = "computed", _("Computed")


class MappingKind(models.TextChoices):
    """Where a link comes from that holds for a code everywhere: nobody declares or confirms it."""

    OFFICIAL = LinkKind.OFFICIAL.value, _("Official")
    COMPUTED = LinkKind.COMPUTED.value, _("Computed")


OUTRANKS = (LinkKind.OFFICIAL, LinkKind.CONFIRMED, LinkKind.DECLARED, LinkKind.COMPUTED)
"""Of a program's links only those of the first kind present count."""


class CourseKind(models.TextChoices):
    COURSE = "course", _("Course")
    TEXTBOOK = "textbook", _("Textbook")
    STANDARD_MODULE = "standard_module", _("Standard module")


class CourseLevel(models.TextChoices):
    """Who recognised it."""

    SCHOOL = "school", _("School")
    CITY = "city", _("City")
    PROVINCIAL = "provincial", _("Provincial")
    NATIONAL = "national", _("National")
