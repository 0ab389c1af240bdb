"""docs/api.md is run: its shell blocks as one session, each output compared with the page."""

import json
import re
import shutil
import subprocess
import sys
import threading
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from alliance.accounts.models import User
from alliance.alignment import tasks as alignment_tasks
from alliance.alignment.models import IndexValue
from alliance.collaboration.models import Result
from alliance.events.drain import drain
from alliance.imports import tasks as import_tasks
from alliance.partners.models import ApiKey
from programs.enums import LinkKind
from tests import factories as f

PAGE = Path(settings.BASE_DIR) / "docs" / "api.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MARK = "-- end of block --"


def blocks():
    """(script, expected output) in the page's order; blocks without output print nothing."""
    found = []
    for kind, text in BLOCK.findall(PAGE.read_text()):
        if kind == "sh":
            found.append([text, ""])
        else:
            assert kind == "output"
            found[-1][1] = text
    return found


@pytest.fixture
def demo(tmp_path):
    """A world in which the page's story can happen, with the demo's e-mail addresses and keys."""
    home = f.make_world(f.CHENZHOU)
    for code in ("33", "324"):
        f.IndustryFactory(code=code)
    f.OccupationFactory(code="6-31-07-01")
    names = {"IE-0608": "Industrial robot programming and teaching"}
    skills = [
        f.SkillFactory(code=c, name_en=names.get(c, c)) for c in ("IE-0608", "IE-0609", "IE-0603")
    ]
    home.program.delete()
    program = f.ProgramFactory(school=home.school, skills=skills)
    f.CrosswalkLinkFactory(
        program=program,
        industry=f.IndustryFactory(code="33"),
        weight=Decimal("0.4"),
        kind=LinkKind.CONFIRMED,
    )
    home.framework.industries.all().delete()
    for code in ("33", "324"):
        f.KeyIndustryFactory(framework=home.framework, industry=f.IndustryFactory(code=code))
    people = {
        "enterprise@demo.test": (home.enterprise_user, home.enterprise.organisation),
        "school@demo.test": (home.school_user, home.school.organisation),
        "secretariat@demo.test": (home.secretary, home.secretariat),
    }
    kept = []
    for email, (user, organisation) in people.items():
        User.objects.filter(pk=user.pk).update(email=email)
        text, prefix, digest = ApiKey.generate()
        ApiKey.objects.create(
            organisation=organisation,
            created_by=user,
            label="demo",
            prefix=prefix,
            digest=digest,
            scope="write",
        )
        kept.append({"email": email, "key": text})
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "demo.json").write_text(json.dumps(kept))
    f.make_run(framework=home.framework)
    return home


@pytest.fixture
def worker(demo):
    """Does what the worker does, until the test ends: owed rows, queued runs and files."""
    ended = threading.Event()

    def work():
        try:
            while not ended.wait(0.2):
                drain()
                alignment_tasks.work_runs()
                alignment_tasks.work_blocks()
                import_tasks.work_sessions()
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    yield
    ended.set()
    thread.join()


def rate():
    rates = IndexValue.objects.headline().filter(index="A1", level="")
    newest = rates.order_by("-run_id").first()
    return newest.numerator, newest.denominator


@pytest.mark.flow
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not shutil.which("curl"), reason="curl, which the page uses, is not installed")
def test_page_does_what_it_shows(demo, worker, live_server, tmp_path):
    before = rate()
    shown = blocks()
    script = "set -u\n"
    for text, _expected in shown:
        here = text.replace("http://127.0.0.1:8000", live_server.url)
        script += f"{here}\necho '{MARK}'\n"
    ended = subprocess.run(
        ["bash", "-c", script],
        cwd=tmp_path,
        env={
            "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
            "NO_PROXY": "*",
            "LC_ALL": "C.UTF-8",
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    printed = [part.lstrip("\n") for part in ended.stdout.split(f"{MARK}\n")[:-1]]
    assert (ended.stderr, printed) == ("", [expected for _text, expected in shown])
    result = Result.objects.get()
    assert (result.state, result.audience, result.without_project) == ("shared", "public", False)
    assert (before, rate()) == ((0, 1), (1, 1))
