"""Which organisations look like one, and why."""

import time

import pytest

from alliance.accounts.duplicates import Alike, alike, likely_duplicates, plain_name
from alliance.accounts.models import NotDuplicate, Organisation
from tests import factories as make

PLACES = ("郴州市", "湖南省", "郴州", "湖南")


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("郴州市华湘精密机械有限公司", "华湘精密机械"),
        ("华湘精密机械（郴州）有限责任公司", "华湘精密机械"),
        ("湖南省郴州市华湘精密机械股份有限公司", "华湘精密机械"),
        ("华湘 精密 机械(集团)有限公司", "华湘精密机械"),
        ("ＨＵＡ Xiang Machinery Co., Ltd.", "huaxiangmachinery"),
        ("Hua-Xiang Machinery Company Limited", "huaxiangmachinery"),
        ("郴州公司", "郴州"),
        ("The Group", "thegroup"),
        ("！！", ""),
    ],
)
def test_a_name_is_reduced_to_what_tells_it_apart(name, plain):
    assert plain_name(name, PLACES) == plain


def test_all_pairs_above_the_threshold_are_found_and_no_others():
    names = {1: "华湘精密机械", 2: "华湘精密机械", 3: "华湘精密机械厂", 4: "华湘食品", 5: "", 6: ""}
    assert sorted(alike(names), key=lambda p: (p.first, p.second)) == [
        Alike(1, 2, 1.0, 5, 5),
        Alike(1, 3, 5 / 6, 5, 6),
        Alike(2, 3, 5 / 6, 5, 6),
    ]


def test_what_the_index_finds_is_what_comparing_all_with_all_finds():
    from itertools import combinations, product
    from random import Random

    from alliance.accounts.duplicates import pairs_of

    draw = Random(7)
    words = ["".join(w) for w in product("华湘精密", repeat=3)]
    names = {i: "".join(draw.choices(words, k=draw.randint(1, 3))) for i in range(300)}
    slow = set()
    for a, b in combinations(names, 2):
        ours, theirs = pairs_of(names[a]), pairs_of(names[b])
        if len(ours & theirs) >= 0.6 * len(ours | theirs):
            slow.add((a, b))
    fast = [(min(p.first, p.second), max(p.first, p.second)) for p in alike(names)]
    assert len(slow) > 100
    assert (set(fast), len(fast)) == (slow, len(slow))


@pytest.mark.django_db
def test_pairs_are_of_one_city_and_those_told_apart_are_left_out():
    near = [
        make.OrganisationFactory(name=name, region=make.RegionFactory(code=code))
        for name, code in (("华湘精密机械有限公司", "431000"), ("郴州华湘精密机械公司", "431002"))
    ]
    make.OrganisationFactory(name="华湘精密机械有限公司", region=make.RegionFactory(code="140300"))
    found = likely_duplicates()
    assert [(p.first, p.second, p.score) for p in found] == [(near[0].pk, near[1].pk, 1.0)]
    assert found[0].why == "The names are the same but for legal form, place and writing."
    NotDuplicate.objects.create(first=near[1], second=near[0], said_by=make.UserFactory())
    assert likely_duplicates() == []


@pytest.mark.django_db
def test_the_english_name_gives_a_pair_away_and_only_ones_own_pairs_are_asked_for():
    one = make.OrganisationFactory(name="甲", name_en="Huaxiang Machinery Co., Ltd.")
    two = make.OrganisationFactory(name="乙丙丁", name_en="HuaXiang Machinery")
    assert [(p.first, p.second) for p in likely_duplicates(frozenset({two.pk}))] == [
        (one.pk, two.pk)
    ]
    third = make.OrganisationFactory(name="戊己庚")
    assert likely_duplicates(frozenset({third.pk})) == []
    assert likely_duplicates(frozenset()) == []


@pytest.mark.django_db
def test_twenty_thousand_organisations_are_compared_in_a_moment():
    region = make.RegionFactory()
    parts = ("华湘", "金桥", "南岭", "东江", "苏仙", "北湖", "永兴", "嘉禾", "临武", "汝城")
    trades = ("精密机械", "新材料科技", "电子信息", "生态农业", "物流服务", "矿业开发", "食品加工")
    ends = ("有限公司", "有限责任公司", "股份有限公司")
    Organisation.objects.bulk_create(
        Organisation(
            kind="enterprise",
            region=region,
            name=f"郴州市{parts[i % 10]}{chr(0x4E00 + i)}{trades[i % 7]}{ends[i % 3]}",
        )
        for i in range(20_000)
    )
    make.OrganisationFactory(name="一" * 9)
    make.OrganisationFactory(name="一" * 9 + "公司")
    began = time.process_time()
    found = likely_duplicates()
    spent = time.process_time() - began
    assert (1.0, "一" * 9) in {
        (p.score, Organisation.objects.get(pk=p.first).name) for p in found[:1]
    }
    assert spent < 2, f"{spent:.1f} s"


def test_schools_are_not_alike_for_being_of_one_kind():
    told = {1: "临武舜峰职业中等专业学校", 2: "北湖职业中等专业学校", 3: "舜峰中等职业学校"}
    plain = {pk: plain_name(name, ("临武", "北湖")) for pk, name in told.items()}
    assert plain == {1: "舜峰", 2: "北湖", 3: "舜峰"}
    assert [(p.first, p.second) for p in alike(plain)] == [(1, 3)]
