"""One search field over four kinds; it finds what the reader may see and nothing else."""

from alliance.collaboration.enums import Audience, ProjectState, ResultState
from tests.factories import ProgramFactory, make_project, make_result, publish_in


def found(client, text):
    page = client.get("/search/", {"q": text})
    assert page.status_code == 200
    return {str(kind.label): [hit.title for hit in kind.hits] for kind in page.context["found"]}


def test_a_part_of_a_chinese_name_is_found(home, browse):
    ProgramFactory(school=home.school, name="制冷与空调技术")
    publish_in(home, title="招聘制冷工程师")
    assert found(browse(home.school_user), "制冷") == {
        "Demands": ["招聘制冷工程师"],
        "Programs": ["制冷与空调技术"],
    }


def test_strangers_find_open_demands_and_public_results_only(home, browse):
    project = make_project(world=home, state=ProjectState.RUNNING)
    make_result(
        project=project, title="Zinc course", state=ResultState.SHARED, audience=Audience.PUBLIC
    )
    make_result(project=project, title="Zinc draft")
    publish_in(home, title="Zinc smelters wanted")
    publish_in(home, title="Zinc secret", published=False)
    ProgramFactory(school=home.school, name="Zinc studies")
    assert found(browse(), "zinc") == {
        "Demands": ["Zinc smelters wanted"],
        "Results": ["Zinc course"],
    }
    assert found(browse(home.foreign.school_user), "zinc secret") == {}
    assert found(browse(home.enterprise_user), "zinc secret") == {"Demands": ["Zinc secret"]}


def test_at_most_ten_of_a_kind_are_shown_and_the_page_says_that_there_are_more(home, browse):
    for number in range(11):
        ProgramFactory(school=home.school, name=f"Casting {number:02}")
    page = browse(home.school_user).get("/search/?q=casting")
    kind = page.context["found"][0]
    assert (len(kind.hits), kind.more) == (10, True)


def test_odd_texts_find_nothing_and_break_nothing(home, browse):
    for text in ("", "   ", "%", "_", "\x00", "x" * 500, "<script>alert(1)</script>"):
        page = browse().get("/search/", {"q": text})
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()
        assert page.context["found"] == []
