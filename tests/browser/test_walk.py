"""The whole loop in Chromium, as four people: enterprise, school, secretariat and the public."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

TITLE = "无损检测员招聘"
RESULT = "无损检测课程标准"
SKILLS = ("无损检测", "质量意识", "5S")
WITHIN = 5_000
"""Milliseconds from publishing to the school's workspace, without loading the page anew."""


def higher_rate(page: Page) -> tuple[int, int]:
    """Numerator and denominator of A1, higher vocational, as the region's page shows them."""
    page.goto("/alignment/431000/")
    level = page.get_by_role("rowheader", name="Higher vocational", exact=True)
    text = page.locator("section[aria-labelledby=rates] tr", has=level).first.inner_text()
    found = re.search(r"(\d+) of (\d+)", text)
    assert found, text
    return int(found[1]), int(found[2])


def post_demand(page: Page) -> str:
    """Write and submit the demand of three skills; its address."""
    page.goto("/demands/new/")
    page.get_by_label("Kind").select_option("recruitment")
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("Headcount").fill("6")
    for count, word in enumerate(SKILLS, start=1):
        page.locator("#id_skill_search").press_sequentially(word)
        page.locator("#skills-found button").first.click()
        expect(page.locator("#skills tbody tr")).to_have_count(count)
    expect(page.locator("#preview")).to_contain_text(re.compile(r"\d+ of 103 programs fit"))
    expect(page.locator("#preview")).to_contain_text("Quality Inspection of Industrial Products")
    page.get_by_label("In our city").select_option(label="北湖区")
    page.get_by_label("Closes on").fill((localdate() + timedelta(40)).isoformat())
    page.get_by_role("button", name="Submit").click()
    page.wait_for_url(re.compile(r"/demands/\d+/$"))
    expect(page.locator("h1")).to_contain_text(TITLE)
    expect(page.locator("main")).to_contain_text("Published")
    return page.url


def press(page: Page, url: str, name: str) -> None:
    page.goto(url)
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.locator("main")).to_be_visible()


def test_four_people_walk_the_loop_from_a_demand_to_a_moved_rate(portal, sign_in, browser: Browser):
    enterprise, school, secretariat = (
        sign_in("enterprise"),
        sign_in("school"),
        sign_in("secretariat"),
    )
    public = browser.new_context(base_url=portal.url, locale="en").new_page()
    before, programs = higher_rate(public)

    post_demand(enterprise)
    waiting = school.locator("#waiting li", has_text=TITLE).filter(
        has_text="Quality Inspection of Industrial Products"
    )
    expect(waiting).to_be_visible(timeout=WITHIN)
    expect(waiting).to_contain_text("Teaches all 3 skills asked for")
    waiting.get_by_role("link", name=TITLE).click()
    expect(school.locator("main")).to_contain_text("Teaches all 3 skills asked for")
    match = school.url

    press(school, match, "We are interested")
    press(enterprise, match, "Accept")
    enterprise.get_by_role("link", name="Open a project").click()
    enterprise.get_by_label("Kind").select_option("order_class")
    enterprise.get_by_role("button", name="Save").click()
    enterprise.wait_for_url(re.compile(r"/projects/\d+/$"))
    project = enterprise.url

    press(enterprise, project, "Put to approval")
    for person in (enterprise, school, secretariat):
        press(person, project, "Approve")
    press(secretariat, project, "Sign")
    press(enterprise, project, "Start")
    press(enterprise, project, "Complete")

    school.goto(project)
    school.get_by_role("link", name="Enter a result").click()
    school.get_by_label("Title").fill(RESULT)
    school.get_by_label("Kind").select_option("course")
    school.get_by_label("Level").select_option("city")
    school.get_by_label("Achieved on").fill(localdate().isoformat())
    school.get_by_label("Evidence").fill("Course file of the school")
    school.get_by_role("button", name="Save as draft").click()
    school.wait_for_url(re.compile(r"/results/\d+/$"))
    result = school.url
    press(school, result, "Submit for verification")

    secretariat.goto(result)
    secretariat.locator("summary", has_text="Verify").click()
    secretariat.get_by_label("Confirms that the program serves").select_option("32")
    secretariat.get_by_role("button", name="Verify", exact=True).click()
    expect(secretariat.locator("main")).to_contain_text("Verified")
    secretariat.locator("summary", has_text="Share").click()
    secretariat.get_by_label("Share with").select_option("public")
    secretariat.get_by_role("button", name="Share", exact=True).click()
    expect(secretariat.locator("main")).to_contain_text("Shared")

    public.goto("/results/")
    public.get_by_role("link", name=RESULT).click()
    expect(public.locator("h1")).to_contain_text(RESULT)

    expect(async_reload(public, before + 1, programs)).to_have_count(1)
    assert higher_rate(public) == (before + 1, programs)


def async_reload(page: Page, numerator: int, programs: int):
    """Reload the region's page until the run is there, at most about fifteen seconds."""
    text = f"{numerator} of {programs}"
    for _ in range(30):
        page.goto("/alignment/431000/")
        found = page.locator("section[aria-labelledby=rates]").get_by_text(
            re.compile(rf"^{text}\b")
        )
        if found.count():
            break
        page.wait_for_timeout(500)
    return found


def test_the_pages_of_each_person_are_whole_in_chinese(portal, sign_in, tmp_path: Path):
    page = sign_in("school", "zh-CN")
    for path in ("/workspace/", "/matches/", "/alignment/431000/", "/results/"):
        page.goto(path)
        assert page.locator("html").get_attribute("lang") == "zh-Hans"
        expect(page.locator("h1")).to_contain_text(re.compile(r"[\u4e00-\u9fff]"))
