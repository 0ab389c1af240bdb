"""The checks of `make check` that the portal brings itself."""

import pytest
from django.core.management import CommandError, call_command

from alliance.config.management.commands import messages
from alliance.config.management.commands.check_project import INLINE, Command
from alliance.lib.flow import registry

PAGE = """{% load i18n %}
<p>{% translate "Open demands" %}</p>
    <p>{% blocktranslate trimmed count n=n %}
      {{ n }} match
    {% plural %}
      {{ n }} matches
    {% endblocktranslate %}</p>
  <a title="{% translate 'Open demands' %}">it's</a>
"""
CODE = """
from django.utils.translation import gettext_lazy as _, pgettext
label = _("Region %(name)s")
month = pgettext("month", "May")
"""


@pytest.fixture
def project(tmp_path, settings):
    settings.BASE_DIR = tmp_path
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(PAGE)
    (tmp_path / "alliance").mkdir()
    (tmp_path / "alliance" / "models.py").write_text(CODE)
    return tmp_path


def texts(catalog) -> dict:
    return {(m.id, m.context): [name for name, _ in m.locations] for m in catalog if m.id}


def translate(project, old: str, new: str) -> None:
    po = project / "locale/zh_Hans/LC_MESSAGES/django.po"
    text = po.read_text()
    assert old in text
    po.write_text(text.replace(old, new))


def test_texts_of_pages_and_code_are_collected(project):
    assert texts(messages._collect(project)) == {
        ("Open demands", None): ["templates/page.html"],
        (("%(n)s match", "%(n)s matches"), None): ["templates/page.html"],
        ("Region %(name)s", None): ["alliance/models.py"],
        ("May", "month"): ["alliance/models.py"],
    }


def test_the_check_names_every_fault_and_is_silent_when_all_is_translated(project, capsys):
    with pytest.raises(CommandError, match="not in the catalogue: 'Open demands'"):
        call_command("messages", "--check")
    call_command("messages")
    with pytest.raises(CommandError, match="not translated: 'Open demands'"):
        call_command("messages", "--check")

    translate(project, 'msgid "Open demands"\nmsgstr ""', 'msgid "Open demands"\nmsgstr "开放需求"')
    translate(project, 'msgid "May"\nmsgstr ""', 'msgid "May"\nmsgstr "五月"')
    translate(project, 'msgstr[0] ""', 'msgstr[0] "%(n)s 个匹配"')
    translate(
        project, 'msgid "Region %(name)s"\nmsgstr ""', 'msgid "Region %(name)s"\nmsgstr "地区"'
    )
    with pytest.raises(CommandError, match="the compiled catalogue is older than its source"):
        call_command("messages", "--check")
    call_command("messages")
    before = (project / "locale/zh_Hans/LC_MESSAGES/django.po").read_text()
    call_command("messages")
    call_command("messages", "--check")
    assert (project / "locale/zh_Hans/LC_MESSAGES/django.po").read_text() == before

    (project / "alliance" / "models.py").write_text("")
    with pytest.raises(CommandError, match=r"no longer used: 'May'"):
        call_command("messages", "--check")


def test_a_translation_with_another_placeholder_is_a_fault(project, capsys):
    call_command("messages")
    translate(
        project,
        'msgid "Region %(name)s"\nmsgstr ""',
        'msgid "Region %(name)s"\nmsgstr "地区 %(nam)s"',
    )
    with pytest.raises(
        CommandError, match=r"unknown named placeholder.*Region|placeholders.*Region"
    ):
        call_command("messages", "--check")


@pytest.mark.parametrize(
    ("line", "refused"),
    [
        ('<p style="color: red">', True),
        ("<button onclick='go()'>", True),
        ("<style>", True),
        ("<script>", True),
        ('<script src="{% static "js/app.js" %}" defer></script>', False),
        ('<link rel="stylesheet" href="x.css">', False),
        ('<section class="style" data-once="1">', False),
    ],
)
def test_inline_script_and_style_are_seen(line, refused):
    assert bool(INLINE.search(line)) is refused


def test_a_broken_template_and_a_host_in_a_lock_are_named(project):
    (project / "templates" / "broken.html").write_text("{% if %}")
    (project / "requirements").mkdir()
    (project / "requirements" / "dev.lock").write_text("--index-url https://mirror.test/simple\n")
    with pytest.raises(CommandError) as refused:
        Command().handle()
    first, second = str(refused.value).splitlines()
    assert first.startswith("templates/broken.html: ")
    assert second == "requirements/dev.lock:1: names a host or an index"


def test_the_drawn_page_holds_every_move_of_every_flow(project):
    with pytest.raises(CommandError, match="what the flow tables say"):
        call_command("draw_flows", "--check")
    call_command("draw_flows")
    call_command("draw_flows", "--check")
    page = (project / "docs" / "workflow.md").read_text()
    missing = [
        (flow.name, state, move)
        for flow in registry().values()
        for (state, move), target in flow.table.items()
        if f"    {state.value} --> {target.value}: {move}\n" not in page
    ]
    assert (len(registry()) > 0, missing) == (True, [])
