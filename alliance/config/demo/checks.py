"""What the demo must hold for its pages to say something."""

from django.db.models import Count

from alliance.reference.checks import ENOUGH_SKILLS
from programs.models import Program


def thin_programs() -> list[str]:
    """Demo programs that teach fewer than eight skills, as `<school> <catalogue code>`."""
    thin = (
        Program.objects.filter(school__organisation__is_demo=True)
        .annotate(taught=Count("skills"))
        .filter(taught__lt=ENOUGH_SKILLS)
    )
    return [
        f"{school} {code}"
        for school, code in thin.order_by("pk").values_list(
            "school__organisation__name", "catalogue_program_id"
        )
    ]
