"""Times of the demo, which happened on days."""

from datetime import date, datetime

from django.utils import timezone


def moment(day: date, hour: int = 9) -> datetime:
    """A time of day in the portal's own zone."""
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour))  # noqa: DTZ001 -- made aware here
