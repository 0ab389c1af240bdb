"""What holds for every test. Fixtures of one room live in that room's folder."""

from pathlib import Path
from sys import _getframe

import pytest
from django.conf import settings
from django.db import connections
from django.template import engines
from django.utils import translation

from alliance.web.pdf import is_available
from tests.template_db import built

OURS = Path(settings.BASE_DIR)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Test databases are copies of one that is migrated already."""
    template = built()
    settings.DATABASES["default"]["TEST"]["TEMPLATE"] = template
    connections["default"].settings_dict["TEST"]["TEMPLATE"] = template


class Undefined(str):
    """Stands for a variable that a template names and nobody gave: an error in our templates.

    Django asks for a text and fills the variable's name into it. Templates of installed packages
    rely on the silence and keep it.
    """

    def __contains__(self, part: object) -> bool:
        return part == "%s"

    def __mod__(self, variable: object) -> str:
        context = _getframe(1).f_locals["context"]
        template = context.render_context.template or context.template
        origin = Path(str(template.origin.name))
        if origin.is_relative_to(OURS) and ".venv" not in origin.parts:
            pytest.fail(f"{origin.relative_to(OURS)} names the undefined variable {variable}")
        return ""


@pytest.fixture(autouse=True, scope="session")
def _undefined_variables_fail():
    engines["django"].engine.string_if_invalid = Undefined("%s")


@pytest.fixture(autouse=True)
def _english():
    """A request leaves its reader's language behind; the next test must not read in it."""
    with translation.override("en"):
        yield


@pytest.fixture
def pango():
    """Leaves a test of PDF files out where the system lacks what makes them."""
    if not is_available():
        pytest.skip(
            "PDF files need Pango (Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0)"
        )
