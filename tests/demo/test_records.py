"""Regions of the demo load alone and in any order; a fault in a file names its line."""

import json

import pytest
from django.utils import timezone

from alliance.accounts.models import Organisation
from alliance.config.demo import reading, records
from alliance.config.demo.loading import REGIONS, is_loaded
from alliance.config.demo.people import Cast
from alliance.config.demo.records import Clerk, split
from alliance.consortia.models import Alliance, Meeting
from alliance.indicators.models import Claim
from alliance.lib.errors import InvalidInput
from tests.demo.conftest import load_demo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("samples_then_shandong")]


def test_each_region_brings_its_account_and_the_platform_comes_once(samples_then_shandong):
    emails = [row["email"] for row in json.loads(samples_then_shandong.file.read_text())]

    assert sorted(emails) == ["admin@demo.test", "samples@demo.test", "shandong@demo.test"]
    assert [name for name, region in REGIONS.items() if is_loaded(region)] == [
        "shandong",
        "samples",
    ]


def test_only_what_was_asked_for_is_there():
    tops = Alliance.objects.filter(parent=None).values_list("region_id", flat=True)

    assert not {"431000", "140300"} & set(tops)
    assert set(Claim.objects.values_list("region__code", flat=True)) & {"431000"} == set()


def test_a_region_that_is_there_is_not_loaded_again():
    before = (Organisation.objects.count(), Meeting.objects.count(), Claim.objects.count())

    said = load_demo("--region", "samples")

    assert said.splitlines()[0] == "samples: loaded already, nothing added."
    after = (Organisation.objects.count(), Meeting.objects.count(), Claim.objects.count())
    assert after == before


# -- the reader of the files -----------------------------------------------------------------------


@pytest.fixture
def clerk():
    here = Alliance.objects.get(name="冷链物流行业产教融合共同体")
    association = here.secretariat
    return Clerk(
        region="shandong",
        now=timezone.now(),
        cast=Cast({"association": association}),
        secretariat="association",
        organisations={"association": association},
        alliances={"coldchain": here},
        programs={},
    )


@pytest.fixture
def file(tmp_path, monkeypatch):
    """Writes one file of records in place of the region's own."""
    folder = tmp_path / "shandong" / "records"
    folder.mkdir(parents=True)
    for room in (reading, records):
        monkeypatch.setattr(room, "FOLDER", tmp_path)

    def write(name, *lines):
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")

    return write


MEETING = "key,alliance,kind,title,held_on,moves"


def test_a_line_is_entered_and_moved_by_whom_and_when_it_says(clerk, file):
    file("10-meetings.csv", MEETING, "m,@coldchain,forum,A forum,2025-03-01,hold 2025-03-02")

    clerk.enter_all()

    meeting = Meeting.objects.get(title="A forum")
    assert (meeting.state, meeting.alliance.name) == ("held", "冷链物流行业产教融合共同体")


def test_a_later_file_moves_rows_of_an_earlier_one(clerk, file):
    file("10-meetings.csv", MEETING, "m,@coldchain,forum,A forum,2025-03-01,")
    file("11-meetings-moves.csv", "key,moves", 'm,cancel reason="No room was free"')

    clerk.enter_all()

    meeting = Meeting.objects.get(title="A forum")
    assert (meeting.state, meeting.reason) == ("cancelled", "No room was free")


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("m,@nowhere,forum,A forum,2025-03-01,", LookupError),
        ("m,@coldchain,forum,A forum,the first of March,", InvalidInput),
        ("m,@coldchain,feast,A forum,2025-03-01,", InvalidInput),
        ("m,@coldchain,forum,A forum,2025-03-01,explode", KeyError),
    ],
)
def test_a_fault_names_its_file_and_line(clerk, file, line, error):
    file("10-meetings.csv", MEETING, line)

    with pytest.raises(error) as fault:
        clerk.enter_all()

    assert fault.value.__notes__[0].startswith("shandong/10-meetings.csv, line 2: ")


def test_a_move_of_no_row_is_a_fault(clerk, file):
    file("10-meetings-moves.csv", "title,moves", "Nobody met,hold 2025-03-02")

    with pytest.raises(LookupError):
        clerk.enter_all()


def test_moves_are_split_into_words():
    assert split('start 2024-09-02 @school; end reason="It is; over"') == [
        ["start", "2024-09-02", "@school"],
        ["end", "reason=It is; over"],
    ]
    assert split("") == []
