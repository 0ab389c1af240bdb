"""The trap for undefined variables is set, and catches only what is ours."""

import pytest
from django.conf import settings
from django.template import Context, Origin, Template


def render(name: str, text: str) -> str:
    origin = Origin(str(settings.BASE_DIR / name), template_name=name)
    return Template(text, origin=origin).render(Context({"known": "yes"}))


def test_an_undefined_variable_in_a_page_of_ours_fails_the_test():
    with pytest.raises(
        pytest.fail.Exception, match=r"templates/x\.html names the undefined .*absent"
    ):
        render("templates/x.html", "{{ absent.name }}")


def test_defined_variables_and_questions_whether_there_is_one_are_fine():
    page = "{{ known }}{% if absent %}no{% endif %}"
    assert render("templates/x.html", page) == "yes"


def test_templates_of_installed_packages_may_rely_on_silence():
    assert render(".venv/lib/x.html", "[{{ absent }}]") == "[]"
