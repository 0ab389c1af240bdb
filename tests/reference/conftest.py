"""A small world of lists that a test may change file by file."""

import csv
import gzip

import pytest
from django.core.management import call_command

from alliance.reference.shipped import EDITION_COLUMNS

SMALL = {
    "regions.csv": [
        "code,level,parent,name,placeholder",
        "430000,1,,湖南省,0",
        "431000,2,430000,郴州市,0",
        "431002,3,431000,北湖区,0",
    ],
    "industries.csv": ["code,level,parent,name", "C,1,,制造业", "39,2,C,电子设备制造业"],
    "occupations.csv": [
        "code,level,parent,name,green_digital,edition",
        "6,1,,生产制造人员,,2022",
        "6-18,2,6,机械制造人员,,2022",
        "6-31,2,6,辅助人员,S,2024-07",
    ],
    "occupations_isco08.csv": [
        "code,level,parent,name",
        "isco:7,1,,Craft workers",
        "isco:72,2,isco:7,Metal workers",
    ],
    "catalogue.csv": [
        "code,level,category_code,category,class_code,class_name,name,state_controlled,edition",
        "660103,secondary,66,装备制造大类,6601,机械类,数控技术应用,0,2021",
        "460103,higher,46,装备制造大类,4601,机械类,数控技术,0,2021",
        "460104,higher,46,装备制造大类,4601,机械类,焊接技术,0,2025-12",
    ],
    "skills.csv": [
        "code,name_en,name_zh,category",
        "IE-0001,Drawing,识图,manufacturing",
        "IE-0002,Milling,铣削,manufacturing",
        "IE-0003,Teamwork,协作,transversal",
    ],
    "skill_occupations.csv": [
        "skill,occupation,relation",
        "IE-0001,6-18,essential",
        "IE-0002,6-31,optional",
    ],
    "class_skills.csv": [
        "class_name,skill,secondary,higher,vocational_bachelor",
        "机械类,IE-0001,2,3,4",
        "机械类,IE-0003,0,1,1",
    ],
    "program_skills.csv": [
        "class_name,keyword,skill,secondary,higher,vocational_bachelor",
        "机械类,数控,IE-0002,2,3,4",
        "机械类,^焊接,IE-0001,3,4,4",
    ],
}
LISTS = {
    "regions.csv": ("regions", "region", "MCA", "2023"),
    "industries.csv": ("industries", "industry", "GB/T 4754-2017", "2017"),
    "occupations.csv": ("occupations", "occupation", "CN-2022", "2022"),
    "occupations_isco08.csv": ("occupations_isco08", "occupation", "ISCO-08", "2008"),
    "catalogue.csv": ("catalogue", "catalogue", "vocational", "2021"),
}


class Lists:
    """A folder of lists; `write` replaces files and keeps the table of editions true."""

    def __init__(self, folder):
        self.folder = folder
        self.files = {name: list(lines) for name, lines in SMALL.items()}
        self.write()

    def write(self, **files):
        """Replace files by name without ending, then store all."""
        self.files.update({f"{name}.csv": list(lines) for name, lines in files.items()})
        for name, lines in self.files.items():
            (self.folder / name).write_text("\n".join(lines) + "\n")
        with (self.folder / "editions.csv").open("w", newline="") as handle:
            writer = csv.writer(handle)
            writer.writerow(EDITION_COLUMNS)
            for file, (name, kind, scheme, edition) in LISTS.items():
                count = len(self.files[file]) - 1
                writer.writerow([name, kind, scheme, edition, edition, name, file, count])

    def edit(self, name, old, new):
        """Change text inside one file."""
        lines = [line.replace(old, new) for line in self.files[f"{name}.csv"]]
        assert lines != self.files[f"{name}.csv"]
        self.write(**{name: lines})

    def drop(self, name, start):
        """Take out the line that begins so."""
        lines = [line for line in self.files[f"{name}.csv"] if not line.startswith(start)]
        assert len(lines) == len(self.files[f"{name}.csv"]) - 1
        self.write(**{name: lines})


@pytest.fixture
def lists(tmp_path):
    folder = tmp_path / "lists"
    folder.mkdir()
    return Lists(folder)


@pytest.fixture
def pack_file():
    """Write one file of a pack."""

    def write(folder, name, *lines):
        content = ("\n".join(lines) + "\n").encode()
        (folder / f"esco111_{name}.csv.gz").write_bytes(gzip.compress(content))

    return write


@pytest.fixture
def esco(tmp_path, pack_file):
    """A pack of 1 occupation, 2 skills and their links."""
    folder = tmp_path / "esco"
    folder.mkdir()
    pack_file(
        folder,
        "occupations",
        "id,isco08,label,alt_labels,description,code",
        "o-1,72,miller,,Mills.,72.1",
    )
    pack_file(
        folder,
        "skills",
        "id,type,reuse,label,alt_labels,description",
        "s-1,knowledge,cross-sector,metals,,About metals.",
        "s-2,skill/competence,transversal,mill,,To mill.",
    )
    pack_file(
        folder,
        "occupation_skill",
        "occupation_id,skill_id,relation",
        "o-1,s-1,essential",
        "o-1,s-2,optional",
    )
    return folder


@pytest.fixture
def run(capsys):
    """Run the command; returns what it said."""

    def go(*args, **options):
        call_command("load_reference", *map(str, args), **options)
        return capsys.readouterr().out.splitlines()

    return go
