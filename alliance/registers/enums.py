"""Words of the comforts around records: journal, tags, attachments."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class JournalKind(models.TextChoices):
    """What a note in the journal is; the word is also the tone of its notice."""

    INFO = "info", _("Note")
    SUCCESS = "success", _("Success")
    WARNING = "warning", _("Warning")


class Tone(models.TextChoices):
    """A tag's colour, by the tone that the pages' stylesheet knows."""

    PLAIN = "plain", _("Grey")
    TEAL = "done", _("Teal")
    OCHRE = "wait", _("Ochre")
    INDIGO = "info", _("Indigo")
    RED = "bad", _("Red")
    GREEN = "good", _("Green")


class FileType(models.TextChoices):
    """What may be attached, found by content; the value is the ending of a downloaded file."""

    PDF = "pdf", "PDF"
    DOCX = "docx", "Word (.docx)"
    XLSX = "xlsx", "Excel (.xlsx)"
    PNG = "png", "PNG"
    JPEG = "jpg", "JPEG"
