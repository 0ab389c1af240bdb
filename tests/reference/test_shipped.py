"""The lists as they are shipped."""

import gzip
import re
import time
from collections import Counter

import pytest
from django.core.management import call_command

from alliance.reference.checks import findings, thin_programs
from alliance.reference.data.build import LISTS, build
from alliance.reference.loading import load_shipped
from alliance.reference.models import CatalogueProgram, CatalogueSkill, Skill
from alliance.reference.shipped import read_shipped
from alliance.reference.skill_rules import DATA, skills_of


@pytest.fixture(scope="module")
def shipped():
    return read_shipped(DATA)


def rows(shipped, name):
    return next(codes.rows for codes in shipped.codes if codes.list == name)


def test_the_lists_have_the_rows_of_their_editions(shipped):
    assert {codes.list: len(codes.rows) for codes in shipped.codes if codes.list != "skills"} == {
        "regions": 3351,
        "industries": 1971,
        "industries_emerging": 49,
        "occupations": 2195,
        "occupations_isco08": 619,
        "catalogue": 1490,
    }
    levels = Counter(program["level"] for program in shipped.programs)
    assert levels == {"higher": 801, "secondary": 368, "vocational_bachelor": 321}


def test_every_parent_exists_and_stands_higher(shipped):
    for name in ("regions", "industries", "industries_emerging", "occupations"):
        listed = rows(shipped, name)
        wrong = [
            code
            for code, row in listed.items()
            if (row["parent_id"] is None) != (row["level"] == 1)
            or (row["parent_id"] and listed[row["parent_id"]]["level"] >= row["level"])
        ]
        assert wrong == []


def test_skills_are_many_and_unique_in_both_languages(shipped):
    skills = rows(shipped, "skills")
    assert len(skills) >= 600
    for field in ("name_en", "name_zh"):
        assert len({row[field].casefold() for row in skills.values()}) == len(skills)
    chinese = re.compile("[一-鿿]")
    assert [row["name_en"] for row in skills.values() if chinese.search(row["name_en"])] == []
    assert [row["name_zh"] for row in skills.values() if not chinese.search(row["name_zh"])] == []
    assert list(skills) == [f"IE-{number:04d}" for number in range(1, len(skills) + 1)]


def test_every_skill_that_is_not_transversal_belongs_to_an_occupation(shipped):
    linked = {skill for skill, _ in shipped.occupation_links}
    ours = rows(shipped, "skills")
    assert [
        c for c, row in ours.items() if row["category"] != "transversal" and c not in linked
    ] == []


def test_every_skill_is_taught_somewhere(shipped):
    taught = {rule.skill for rules in shipped.rules.by_class.values() for rule in rules}
    assert set(rows(shipped, "skills")) - taught == set()


def test_every_program_has_eight_skills_of_its_own_and_levels_never_fall(shipped):
    ours = rows(shipped, "skills")
    for program in shipped.programs:
        found = skills_of(
            name=program["name"], class_name=program["class_name"], level=program["level"]
        )
        own = [code for code in found if ours[code]["category"] != "transversal"]
        assert len(own) >= 8, program
        assert set(found.values()) <= {1, 2, 3, 4}
    for rules in shipped.rules.by_class.values():
        for rule in rules:
            levels = list(rule.levels.values())
            assert levels == sorted(levels)


def test_programs_of_one_class_differ(shipped):
    """Programs of one class and level may only rarely have the very same skills."""
    same = Counter(
        (program["class_name"], program["level"], tuple(found.items()))
        for program in shipped.programs
        if (
            found := skills_of(
                name=program["name"], class_name=program["class_name"], level=program["level"]
            )
        )
    )
    alike = sum(count for count in same.values() if count > 1)
    assert alike <= 0.25 * len(shipped.programs)


def test_a_technician_program_outside_the_catalogue_has_skills_too():
    found = skills_of(name="数控加工", class_name="机械设计制造类", level="technician")
    assert len(found) >= 8
    assert found == skills_of(name="数控加工", class_name="机械设计制造类", level="higher")
    assert skills_of(name="数控加工", class_name="不存在类", level="higher") == {}


@pytest.mark.django_db
def test_the_shipped_lists_load_once_without_faults(capsys):
    load_shipped()
    assert findings() == []
    call_command("load_reference", "--check")
    assert capsys.readouterr().out == "No faults.\n"
    assert thin_programs() == []
    assert CatalogueProgram.objects.current().count() == 1490
    assert CatalogueSkill.objects.values("catalogue_program").distinct().count() == 1490
    assert Skill.objects.filter(name_pinyin="").count() == 0
    started = time.monotonic()
    assert load_shipped() == []
    assert time.monotonic() - started < 1


SOURCES = {
    "cn_admin_divisions_2023.csv": "code,level,parent,name,placeholder\n110000,1,,北京市,0\n",
    "cn_industry_gbt4754_2017.csv": "code,level,parent,section,name,description\nA,1,,A,农业,长文\n",
    "cn_strategic_emerging_2018_l1l2.csv": "code,level,parent,name\n1,1,,信息\n1.1,2,1,网络\n",
    "isco08.csv": "code,level,label\n0,1,Armed forces\n01,2,Officers\n",
    "cn_voc_programs.csv": (
        "level_code,level,category_code,category,class_code,class_name,code,name,"
        "state_controlled,has_profile,note\n"
        "associate,高职专科,41,农林牧渔大类,4101,农业类,410101,种子生产与经营,0,1,\n"
        "bachelor,职教本科,21,农林牧渔大类,2101,农业类,210199,新专业,0,0,2025年12月新增\n"
    ),
}


def test_rebuilding_gives_the_same_bytes_without_the_long_texts(tmp_path):
    source, first, second = (tmp_path / name for name in ("source", "first", "second"))
    for folder in (source, first, second):
        folder.mkdir()
    for name, content in SOURCES.items():
        (source / name).write_text(content)
    many = "".join(f"{n},4,,{'职业' * 5}{n},,某书的定义,,2022\n" for n in range(6000))
    (source / "cn_occupations_2022.csv.gz").write_bytes(
        gzip.compress(
            f"code,level,parent,name,green_digital,definition,tasks,edition\n{many}".encode()
        )
    )
    counts = build(source, first)
    assert counts == build(source, second)
    assert set(counts) == {item.list for item in LISTS}
    files = sorted(path.name for path in first.iterdir())
    assert "occupations.csv.gz" in files
    assert [(first / name).read_bytes() for name in files] == [
        (second / name).read_bytes() for name in files
    ]
    assert "某书的定义" not in gzip.decompress((first / "occupations.csv.gz").read_bytes()).decode()
    assert "长文" not in (first / "industries.csv").read_text()
    assert (first / "industries_emerging.csv").read_text().splitlines()[1:] == [
        "sei:1,1,,信息",
        "sei:1.1,2,sei:1,网络",
    ]
    assert (first / "catalogue.csv").read_text().splitlines()[1:] == [
        "410101,higher,41,农林牧渔大类,4101,农业类,种子生产与经营,0,2021",
        "210199,vocational_bachelor,21,农林牧渔大类,2101,农业类,新专业,0,2025-12",
    ]
