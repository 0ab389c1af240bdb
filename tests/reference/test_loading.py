"""Loading lists: all or nothing, once, and nothing is ever deleted."""

from datetime import date
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alliance.reference.checks import ThinProgram, thin_programs
from alliance.reference.loading import Outcome, load_esco, load_shipped, sort_key
from alliance.reference.models import (
    CatalogueProgram,
    CatalogueSkill,
    Industry,
    LoadedEdition,
    Occupation,
    Region,
    Skill,
    SkillOccupation,
)
from alliance.reference.reading import BadFile

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 1)


def everything():
    """All rows of the room, with their physical version: an untouched row keeps it."""
    rows = {}
    for model in apps.get_app_config("reference").get_models():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT xmin::text, t::text FROM {model._meta.db_table} t")
            rows[model.__name__] = sorted(cursor.fetchall())
    return rows


def load(lists, now=TODAY):
    return load_shipped(folder=lists.folder, now=now)


def test_a_first_load_writes_every_list(lists):
    assert load(lists) == [
        Outcome("regions", 3, created=3),
        Outcome("industries", 2, created=2),
        Outcome("occupations", 3, created=3),
        Outcome("occupations_isco08", 2, created=2),
        Outcome("catalogue", 3, created=3),
        Outcome("skills", 3, created=3),
        Outcome("skill_occupations", 2, created=2),
        Outcome("catalogue_skills", 7, created=7),
    ]
    assert list(Region.objects.values_list("code", "level", "parent", "name", "name_pinyin")) == [
        ("430000", 1, None, "湖南省", "hu nan sheng"),
        ("431000", 2, "430000", "郴州市", "chen zhou shi"),
        ("431002", 3, "431000", "北湖区", "bei hu qu"),
    ]
    assert list(Occupation.objects.values_list("code", "scheme", "edition", "name_en")) == [
        ("6", "CN-2022", "2022", ""),
        ("6-18", "CN-2022", "2022", ""),
        ("6-31", "CN-2022", "2024-07", ""),
        ("isco:7", "ISCO-08", "2008", "Craft workers"),
        ("isco:72", "ISCO-08", "2008", "Metal workers"),
    ]
    assert list(LoadedEdition.objects.order_by("list").values_list("list", "edition", "rows")) == [
        ("catalogue", "2021", 3),
        ("catalogue_skills", "1", 7),
        ("industries", "2017", 2),
        ("occupations", "2022", 3),
        ("occupations_isco08", "2008", 2),
        ("regions", "2023", 3),
        ("skill_occupations", "1", 2),
        ("skills", "1", 3),
    ]
    assert list(Skill.objects.values_list("code", "name", "name_en", "name_zh", "category")) == [
        ("IE-0001", "识图", "Drawing", "识图", "manufacturing"),
        ("IE-0002", "铣削", "Milling", "铣削", "manufacturing"),
        ("IE-0003", "协作", "Teamwork", "协作", "transversal"),
    ]


def test_levels_of_skills_follow_class_keyword_and_level_of_the_program(lists):
    load(lists)
    links = CatalogueSkill.objects.order_by("catalogue_program", "skill")
    assert list(links.values_list("catalogue_program", "skill", "level")) == [
        ("460103", "IE-0001", 3),
        ("460103", "IE-0002", 3),
        ("460103", "IE-0003", 1),
        ("460104", "IE-0001", 4),  # the keyword's level is the higher one
        ("460104", "IE-0003", 1),
        ("660103", "IE-0001", 2),
        ("660103", "IE-0002", 2),  # IE-0003 has level 0 at secondary schools
    ]


def test_a_second_load_writes_nothing(lists):
    load(lists)
    before = everything()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert load(lists) == []
    assert everything() == before
    assert [query["sql"].split()[0] for query in queries] == ["SELECT"]


def test_a_changed_list_touches_only_its_changed_rows(lists):
    load(lists)
    before = everything()
    lists.edit("regions", "北湖区", "苏仙区")
    assert load(lists) == [Outcome("regions", 3, updated=1)]
    after = everything()
    changed = {name: set(rows) - set(before[name]) for name, rows in after.items()}
    assert {name: len(rows) for name, rows in changed.items() if rows} == {
        "Region": 1,
        "LoadedEdition": 1,
    }
    assert Region.objects.get(pk="431002").name_pinyin == "su xian qu"


def test_a_vanished_row_is_retired_and_returns_when_listed_again(lists):
    load(lists)
    lists.drop("regions", "431002")
    assert load(lists) == [Outcome("regions", 2, retired=1)]
    assert list(Region.objects.values_list("code", "retired_on")) == [
        ("430000", None),
        ("431000", None),
        ("431002", TODAY),
    ]
    lists.write(regions=[*lists.files["regions.csv"], "431002,3,431000,北湖区,0"])
    assert load(lists, now=date(2027, 1, 1)) == [Outcome("regions", 3, restored=1)]
    assert set(Region.objects.values_list("retired_on", flat=True)) == {None}


def test_the_day_of_retirement_stays_through_later_editions(lists):
    load(lists)
    lists.drop("regions", "431002")
    load(lists)
    lists.edit("regions", "郴州市", "郴洲市")
    assert load(lists, now=date(2027, 1, 1)) == [Outcome("regions", 2, updated=1)]
    assert Region.objects.get(pk="431002").retired_on == TODAY


def test_what_others_added_under_another_scheme_is_left_alone(lists):
    load(lists)
    CatalogueProgram.objects.create(
        code="L-1", scheme="local", edition="1", name="本地专业", level="higher"
    )
    CatalogueSkill.objects.create(catalogue_program_id="L-1", skill_id="IE-0002", level=1)
    lists.edit("catalogue", "焊接技术", "焊接工程")
    assert [(done.list, done.updated, done.retired, done.removed) for done in load(lists)] == [
        ("catalogue", 1, 0, 0),
        ("catalogue_skills", 0, 0, 0),
    ]
    assert CatalogueProgram.objects.get(pk="L-1").retired_on is None
    assert CatalogueSkill.objects.filter(catalogue_program_id="L-1").count() == 1


def test_links_follow_the_files_but_links_of_a_retired_skill_stay(lists):
    load(lists)
    lists.edit("skill_occupations", "IE-0001,6-18,essential", "IE-0001,6-31,optional")
    assert load(lists) == [Outcome("skill_occupations", 2, created=1, removed=1)]
    lists.drop("skill_occupations", "IE-0002")
    lists.drop("program_skills", "机械类,数控")
    lists.drop("skills", "IE-0002")
    assert load(lists) == [
        Outcome("skills", 2, retired=1),
        Outcome("skill_occupations", 1),
        Outcome("catalogue_skills", 5),
    ]
    assert list(SkillOccupation.objects.order_by("skill").values_list("skill", "occupation")) == [
        ("IE-0001", "6-31"),
        ("IE-0002", "6-31"),
    ]
    assert CatalogueSkill.objects.filter(skill="IE-0002").count() == 2


def test_a_changed_level_or_relation_updates_the_link(lists):
    load(lists)
    keys = sorted(CatalogueSkill.objects.values_list("pk", flat=True))
    lists.edit("program_skills", "IE-0002,2,3,4", "IE-0002,1,2,3")
    lists.edit("skill_occupations", "optional", "essential")
    assert load(lists) == [
        Outcome("skill_occupations", 2, updated=1),
        Outcome("catalogue_skills", 7, updated=2),
    ]
    assert sorted(CatalogueSkill.objects.values_list("pk", flat=True)) == keys
    assert set(SkillOccupation.objects.values_list("relation", flat=True)) == {"essential"}


@pytest.mark.parametrize(
    ("file", "old", "new", "text"),
    [
        ("regions", "431002,3,431000", "431002,3,439999", "line 4: there is no parent 439999"),
        ("regions", "431002,3,431000", "431002,2,431000", "line 4: there is no parent 431000"),
        ("regions", "431000,2,430000", "431000,2,", "line 3: level 1 stands without a parent"),
        ("regions", "431002,3", "431002,9", "line 4: level is “9”, not a number from 1 to 3"),
        ("regions", "431002,", "431000,", "line 4: the code 431000 is there twice"),
        ("regions", "北湖区,0", "北湖区", "line 4: 4 columns instead of 5"),
        ("regions", "北湖区", "", "line 4: name is empty"),
        ("regions", "placeholder", "other", "line 1: the column placeholder is missing"),
        ("regions", "北湖区", "北" * 256, "line 4: name has more than 255 characters"),
        ("catalogue", "103,higher", "103,high", "line 3: level is “high”, not one of secondary"),
        ("skills", "铣削", "识图", "line 3: the name “识图” is there twice"),
        ("skills", "IE-0002", "IE-0001", "line 3: the code IE-0001 is there twice"),
        ("skill_occupations", "6-31", "6-99", "line 3: there is no occupation 6-99"),
        ("skill_occupations", "IE-0002", "IE-9", "line 3: there is no skill IE-9"),
        ("skill_occupations", "IE-0002,6-31", "IE-0001,6-18", "line 3: the row is there twice"),
        ("skill_occupations", "optional", "maybe", "line 3: relation is “maybe”"),
        ("class_skills", "IE-0003,0", "IE-0003,5", "line 3: secondary is “5”"),
        ("class_skills", "IE-0003", "IE-9", "line 3: there is no skill IE-9"),
        ("class_skills", "IE-0003", "IE-0001", "line 3: the row is there twice"),
        ("class_skills", "机械类,IE-0003", "船舶类,IE-0003", "no program of the catalogue is of"),
        ("program_skills", "数控", "航海", "line 2: no program of the class has “航海”"),
    ],
)
def test_a_bad_line_stops_the_load_before_anything_is_written(lists, run, file, old, new, text):
    load(lists)
    before = everything()
    lists.edit("industries", "制造业", "加工业")  # good, and still not loaded
    lists.edit(file, old, new)
    with pytest.raises(CommandError) as refusal:
        run("--folder", lists.folder)
    assert str(refusal.value).startswith(f"Nothing was loaded. {file}.csv, line ")
    assert text in str(refusal.value)
    assert refusal.value.returncode == 1
    assert everything() == before


def test_a_cut_file_is_noticed(lists):
    file = lists.folder / "regions.csv"
    file.write_text("\n".join(file.read_text().splitlines()[:-1]) + "\n")
    with pytest.raises(BadFile, match=r"line 2: regions\.csv has 2 rows, not 3"):
        load(lists)
    assert not LoadedEdition.objects.exists()


def test_a_missing_file_and_a_file_of_another_encoding_are_named(lists):
    file = lists.folder / "industries.csv"
    file.write_bytes(file.read_text().encode("gb18030"))
    with pytest.raises(BadFile, match=r"industries\.csv, line 2: not text in UTF-8"):
        load(lists)
    file.unlink()
    with pytest.raises(BadFile, match=r"industries\.csv: No such file or directory"):
        load(lists)


def test_a_code_that_others_use_is_refused_and_nothing_is_written(lists):
    Industry.objects.create(code="39", scheme="local", edition="1", name="自编", level=1)
    with pytest.raises(BadFile, match="39 already stands for “自编” of scheme local"):
        load(lists)
    assert Region.objects.count() == 0
    assert Industry.objects.get().name == "自编"


def test_the_command_says_what_it_did_and_then_that_nothing_is_left(lists, run):
    said = run("--folder", lists.folder)
    assert said[0] == "regions: 3 rows (3 new)"
    assert len(said) == 8
    assert run("--folder", lists.folder) == ["Everything is loaded already."]
    lists.drop("regions", "431002")
    assert run("--folder", lists.folder, verbosity=0) == []


def test_esco_loads_below_isco_and_shows_its_attribution(lists, esco, run):
    said = run("--folder", lists.folder, "--pack", "esco", esco)
    attribution = "This service uses the ESCO classification of the European Commission."
    assert said[-4:] == [
        "esco_occupations: 1 rows (1 new)",
        "esco_skills: 2 rows (2 new)",
        "esco_links: 2 rows (2 new)",
        attribution,
    ]
    loaded = Occupation.objects.filter(scheme="ESCO-1.1.1")
    assert list(loaded.values_list("code", "level", "parent", "name", "name_en")) == [
        ("esco:o-1", 5, "isco:72", "miller", "miller")
    ]
    skills = Skill.objects.filter(scheme="ESCO-1.1.1")
    assert list(skills.values_list("code", "name_en", "category", "description")) == [
        ("esco:s-1", "metals", "knowledge", "About metals."),
        ("esco:s-2", "mill", "skill/competence", "To mill."),
    ]
    before = everything()
    assert run("--folder", lists.folder, "--pack", "esco", esco) == [
        "Everything is loaded already.",
        attribution,
    ]
    assert everything() == before


def test_a_new_release_of_our_lists_leaves_esco_alone(lists, esco):
    load(lists)
    load_esco(folder=esco, now=TODAY)
    lists.edit("skills", "Milling", "Face milling")
    lists.edit("occupations", "辅助人员", "辅助工")
    assert [(done.list, done.retired, done.removed) for done in load(lists)] == [
        ("occupations", 0, 0),
        ("skills", 0, 0),
        ("skill_occupations", 0, 0),
        ("catalogue_skills", 0, 0),
    ]
    assert Skill.objects.filter(scheme="ESCO-1.1.1", retired_on=None).count() == 2
    assert SkillOccupation.objects.filter(skill__scheme="ESCO-1.1.1").count() == 2


def test_few_links_without_an_end_are_left_out_and_many_are_refused(lists, esco, pack_file):
    load(lists)
    skills = [f"s{n},knowledge,x,skill {n},,text" for n in range(100)]
    pack_file(esco, "skills", "id,type,reuse,label,alt_labels,description", *skills)
    links = [f"o-1,s{n},optional" for n in range(100)]
    heading = "occupation_id,skill_id,relation"
    pack_file(esco, "occupation_skill", heading, *links, "gone,s1,optional", "gone,s2,optional")
    with pytest.raises(BadFile, match="line 102: 2 links name a skill or occupation"):
        load_esco(folder=esco, now=TODAY)
    pack_file(esco, "occupation_skill", heading, *links, "gone,s1,optional")
    assert load_esco(folder=esco, now=TODAY)[-1] == Outcome(
        "esco_links", 100, created=100, left_out=1
    )


def test_esco_without_isco_a_broken_pack_and_an_unknown_pack_are_refused(lists, esco, run):
    with pytest.raises(BadFile, match="ISCO-08, which is not loaded"):
        load_esco(folder=esco)
    (esco / "esco111_skills.csv.gz").write_bytes(b"\x1f\x8bnothing")
    with pytest.raises(CommandError, match=r"esco111_skills\.csv\.gz: the packed file is damaged"):
        run("--folder", lists.folder, "--pack", "esco", esco)
    assert not LoadedEdition.objects.exists()  # the lists of the same run are rolled back too
    with pytest.raises(CommandError, match="There is no pack onet; known: esco"):
        run("--pack", "onet", esco)


class Terminal(StringIO):
    def isatty(self):
        return True


def test_progress_shows_on_a_terminal_only(lists):
    terminal, file = Terminal(), StringIO()
    call_command("load_reference", "--folder", str(lists.folder), verbosity=0, stdout=terminal)
    LoadedEdition.objects.all().delete()
    call_command("load_reference", "--folder", str(lists.folder), verbosity=0, stdout=file)
    assert [word for word in terminal.getvalue().split() if word] == [
        "regions",
        "industries",
        "occupations",
        "occupations_isco08",
        "catalogue",
        "skills",
        "skill_occupations",
        "catalogue_skills",
    ]
    assert file.getvalue() == ""


@pytest.mark.parametrize(
    ("name", "lines", "text"),
    [
        ("occupations", ["a,72,x,,t,1", "a,72,y,,t,2"], "line 3: the code esco:a is there twice"),
        ("occupations", ["a,79,x,,t,1"], "line 2: there is no occupation isco:79"),
        ("occupation_skill", ["o-1,s-1,optional"] * 2, "line 3: the row is there twice"),
        ("occupation_skill", ["o-1,s-1,required"], "line 2: relation is “required”"),
    ],
)
def test_a_bad_line_of_a_pack_is_named(lists, esco, pack_file, name, lines, text):
    load(lists)
    before = everything()
    heading = {
        "occupations": "id,isco08,label,alt_labels,description,code",
        "occupation_skill": "occupation_id,skill_id,relation",
    }[name]
    pack_file(esco, name, heading, *lines)
    with pytest.raises(BadFile) as refusal:
        load_esco(folder=esco)
    assert text in refusal.value.detail
    assert everything() == before


@pytest.mark.parametrize(
    ("content", "text"),
    [("", "line 1: the file is empty"), ('code,"level\n', "line 1: unexpected end of data")],
)
def test_an_empty_or_torn_file_is_named(lists, content, text):
    (lists.folder / "skills.csv").write_text(content)
    with pytest.raises(BadFile) as refusal:
        load(lists)
    assert refusal.value.detail == f"skills.csv, {text}"


def test_the_check_names_every_fault(lists, capsys):
    load(lists)
    Skill.objects.create(
        code="IE-0009", scheme="IE", edition="1", name="x", name_en="Drawing", name_zh="制图"
    )
    CatalogueProgram.objects.create(
        code="460199", scheme="vocational", edition="1", name="数控技术", level="higher"
    )
    Region.objects.filter(pk="431000").update(retired_on=TODAY)
    Region.objects.create(code="440000", scheme="MCA", edition="1", name="广东省", level=2)
    with pytest.raises(CommandError, match=r"^9 faults\.$"):
        call_command("load_reference", "--check")
    assert capsys.readouterr().out.splitlines() == [
        "460103 数控技术 has 3 skills",
        "460104 焊接技术 has 2 skills",
        "460199 数控技术 has 0 skills",
        "660103 数控技术应用 has 2 skills",
        "skill IE-0009 has no occupation",
        "the skill name “Drawing” is used 2 times",
        "the program name “数控技术” is used 2 times at one level",
        "431002 has no valid parent",
        "440000 has no valid parent",
    ]


def test_thin_programs_answers_for_codes_and_for_all(lists):
    load(lists)
    assert thin_programs(["460104", "999999"]) == [
        ThinProgram("460104", "焊接技术", 2),
        ThinProgram("999999", "", 0),
    ]
    assert [row.code for row in thin_programs()] == ["460103", "460104", "660103"]
    Skill.objects.filter(pk="IE-0001").update(retired_on=TODAY)
    assert thin_programs(["460104"]) == [ThinProgram("460104", "焊接技术", 1)]


def test_names_sort_by_sound():
    assert sorted(["中兴", "北京", "华为", "阿里"], key=sort_key) == [
        "阿里",
        "北京",
        "华为",
        "中兴",
    ]
    assert len(sort_key("重" * 255)) == 255
