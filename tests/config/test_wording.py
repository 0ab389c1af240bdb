"""What people read in the administration has a name in both languages."""

from pathlib import Path

import unfold
from django.apps import apps
from django.contrib import admin
from django.utils import translation
from django.utils.functional import Promise

from alliance.config import wording


def test_every_field_of_a_registered_model_is_named_by_us_and_not_after_its_attribute() -> None:
    unnamed = [
        f"{model._meta.label}.{field.name}"
        for model in admin.site._registry
        if model.__module__.startswith(wording.PACKAGES)
        for field in model._meta.local_fields
        if not field.auto_created and not isinstance(field.verbose_name, Promise)
    ]
    assert unnamed == []


def test_in_english_a_field_reads_as_its_attribute_does() -> None:
    with translation.override("en"):
        read = {name: str(text) for name, text in wording.FIELDS.items()}
    assert read == {name: name.replace("_", " ") for name in wording.FIELDS}


def test_rooms_have_a_chinese_heading_in_the_administration() -> None:
    with translation.override("zh-hans"):
        headings = {str(apps.get_app_config(room).verbose_name) for room in wording.ROOMS}
    assert [heading for heading in headings if heading.isascii()] == []


def test_the_theme_still_says_each_text_that_is_translated_for_it() -> None:
    root = Path(unfold.__file__).parent
    files = [file for file in root.rglob("*") if file.suffix in {".py", ".html"}]
    said = "\n".join(file.read_text(encoding="utf-8") for file in files)
    assert [text for text in wording.THEME if text not in said] == []
