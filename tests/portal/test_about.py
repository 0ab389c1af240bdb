"""Methods, data and gallery: printed from what the portal really uses."""

from alliance.engines.factors import DEFAULT_FACTORS
from alliance.reference.models import LoadedEdition


def test_the_methods_page_prints_the_engines_own_tables(browse, db):
    page = browse().get("/methods/")
    text = " ".join(page.content.decode().split())
    assert page.status_code == 200
    assert DEFAULT_FACTORS.version in text
    for percent in {*DEFAULT_FACTORS.relation, *DEFAULT_FACTORS.region, *DEFAULT_FACTORS.capacity}:
        assert f'<td class="num">{percent} %</td>' in text
    assert [row for _, row in page.context["credit"]] == list(DEFAULT_FACTORS.credit)
    assert "at least 0.5" in text


def test_the_data_page_sets_what_is_loaded_beside_what_ships(browse, db):
    LoadedEdition.objects.create(list="regions", edition="2023", digest="d", rows=3351)
    LoadedEdition.objects.create(list="esco", edition="1.1.1", digest="d", rows=13896)
    page = browse().get("/about-data/")
    shown = {
        row.name: (row.shipped, row.loaded and row.loaded.rows) for row in page.context["editions"]
    }
    assert shown["regions"] == (3351, 3351)
    assert shown["industries"] == (1971, None)
    assert shown["esco"] == (None, 13896)


def test_the_gallery_is_for_staff(browse, home, administrator):
    assert browse().get("/gallery/").status_code == 302
    assert browse(home.school_user).get("/gallery/").status_code == 403
    assert browse(administrator).get("/gallery/").status_code == 200
