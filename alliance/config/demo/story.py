"""Demands and what becomes of them, told by a TOML file and played through the rooms' actions.

A day is either a date of the sources or a whole number: days from the day of the load. Every step
is made by the person who would make it, at the time at which the story says it happened.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from alliance.accounts.models import Organisation, User
from alliance.collaboration.actions import matches, projects, results
from alliance.collaboration.enums import Audience, MatchState, ProjectState, ResultState
from alliance.collaboration.models import Match, Project, Result
from alliance.config.demo.moments import moment
from alliance.config.demo.people import Cast
from alliance.config.demo.reading import table
from alliance.consortia.models import Alliance
from alliance.reference.models import Industry, Occupation, Region
from enterprises import actions as demands
from enterprises.actions import SkillWish
from enterprises.enums import DemandState
from enterprises.models import Demand
from programs.models import Program

Told = Mapping[str, Any]


@dataclass
class Teller:
    """Plays one region's stories. `now` is the moment of the load: nothing happens after it."""

    region: str
    now: datetime
    cast: Cast
    organisations: Mapping[str, Organisation]
    alliances: Mapping[str, Alliance]
    programs: Mapping[tuple[str, str], Program]
    secretariat: str

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    def tell(self) -> None:
        """All stories in the file's order."""
        file = table(self.region, "stories.toml")
        for told in file.get("demand", ()):
            self.demand(told)
        for told in file.get("result", ()):
            self.result(told, project=None, after=self.day(told["entered"]))

    def day(self, value: date | int) -> date:
        return self.today + timedelta(days=value) if isinstance(value, int) else value

    def at(self, day: date, hour: int = 9) -> datetime:
        """A moment of the story, never later than the load."""
        return min(moment(day, hour), self.now)

    # -- demands --------------------------------------------------------------------------------

    def demand(self, told: Told) -> None:
        """From the draft to where the story ends, with the answers that came meanwhile."""
        key = told["enterprise"]
        by, end = self.cast.of(key), DemandState(told["end"])
        day = self.day(told["published"])
        demand = demands.create_demand(
            enterprise=self.organisations[key].enterprise,
            by=by,
            fields=self.demand_fields(told, day),
            skills=[wish(text) for text in told["skills"]],
            now=self.at(day, 9),
        )
        if end == DemandState.DRAFT:
            return
        demand = demands.submit_demand(demand=demand, by=by, now=self.at(day, 10))
        if end == DemandState.SUBMITTED:
            return
        if end == DemandState.RETURNED:
            demands.return_demand(
                demand=demand, by=self.checker, reason=told["reason"], now=self.at(day, 15)
            )
            return
        if demand.state == DemandState.SUBMITTED:
            demand = demands.publish_demand(demand=demand, by=self.checker, now=self.at(day, 15))
        matches.match_demand(demand=demand, revision=1, now=self.at(day, 16))
        if changes := told.get("revise"):
            after = day + timedelta(days=changes["days"])
            fields = {name: value for name, value in changes.items() if name != "days"}
            demand = demands.revise_demand(demand=demand, by=by, fields=fields, now=self.at(after))
            matches.match_demand(demand=demand, revision=2, now=self.at(after, 16))
        for answer in told.get("answer", ()):
            self.answer(demand, answer, day)
        self.close(demand, end, told, day)

    @property
    def checker(self) -> User:
        """Who acts for the secretariat."""
        return self.cast.of(self.secretariat)

    def demand_fields(self, told: Told, day: date) -> dict[str, Any]:
        closes = told.get("closes", 45)
        occupation = told.get("occupation")
        return {
            "kind": told["kind"],
            "title": told["title"],
            "description": told.get("description", ""),
            "headcount": told["headcount"],
            "region": Region.objects.get(pk=told["region"]),
            "occupation": Occupation.objects.get(pk=occupation) if occupation else None,
            "levels": list(told.get("levels", ())),
            "closes_on": closes if isinstance(closes, date) else day + timedelta(days=closes),
        }

    def close(self, demand: Demand, end: DemandState, told: Told, day: date) -> None:
        """The end of the demand, then what the clock does to proposals that nobody answered."""
        by = self.cast.of(told["enterprise"])
        at = self.at(day + timedelta(days=told.get("ends_after", 40)), 17)
        if end == DemandState.FULFILLED:
            demand = demands.fulfil_demand(demand=demand, by=by, now=at)
        elif end == DemandState.WITHDRAWN:
            demand = demands.withdraw_demand(demand=demand, by=by, now=at)
        elif end == DemandState.EXPIRED:
            at = self.at(demand.closes_on + timedelta(days=1), 1)
            demand = demands.expire_demand(demand=demand, now=at)
        if demand.state != end:
            msg = f"{demand.title}: {demand.state}, not {end}"
            raise ValueError(msg)
        for match in Match.objects.overdue(self.today).filter(demand=demand).order_by("pk"):
            matches.expire_match(match=match, now=self.at(match.answer_by + timedelta(days=1), 1))
        matches.close_matches(demand=demand, now=at)

    # -- matches --------------------------------------------------------------------------------

    def answer(self, demand: Demand, told: Told, published: date) -> None:
        """What the school says to its proposal, then the enterprise."""
        school, code = told["program"].split()
        match = (
            Match.objects.filter(demand=demand, program=self.programs[school, code])
            .order_by("-revision__number")
            .first()
        )
        if match is None:
            msg = f"{demand.title}: {told['program']} was not proposed"
            raise ValueError(msg)
        day = published + timedelta(days=told.get("days", 3))
        until, refuses = MatchState(told["until"]), told.get("refuses", "school")
        if until == MatchState.DECLINED and refuses == "school":
            matches.decline_match(
                match=match, by=self.cast.of(school), reason=told["reason"], now=self.at(day)
            )
            return
        match = matches.respond_to_match(match=match, by=self.cast.of(school), now=self.at(day))
        enterprise = self.cast.of(self.key_of(demand.enterprise_id))
        after = day + timedelta(days=told.get("thinks", 2))
        if until == MatchState.DECLINED:
            matches.decline_match(
                match=match, by=enterprise, reason=told["reason"], now=self.at(after)
            )
        elif until == MatchState.ACCEPTED:
            match = matches.accept_match(match=match, by=enterprise, now=self.at(after))
            if project := told.get("project"):
                self.project(match, project, school, after + timedelta(days=1))

    def key_of(self, organisation: int) -> str:
        return next(key for key, row in self.organisations.items() if row.pk == organisation)

    # -- projects -------------------------------------------------------------------------------

    def project(self, match: Match, told: Told, school: str, day: date) -> None:
        """Opened by the enterprise, approved by all three, and so on until the story ends."""
        end = ProjectState(told["until"])
        enterprise = self.cast.of(self.key_of(match.demand.enterprise_id))
        teacher = self.cast.of(school)
        starts = self.day(told["starts"]) if "starts" in told else day + timedelta(days=14)
        ends = self.day(told["ends"]) if "ends" in told else None
        project = projects.open_project(
            match=match,
            by=enterprise,
            fields={
                "kind": told["kind"],
                "title": told["title"],
                "description": told.get("description", ""),
                "seats": told.get("seats"),
                "starts_on": starts,
                "ends_on": ends,
            },
            now=self.at(day, 10),
        )
        finish = ends or starts + timedelta(days=120)
        given = {"school": teacher, "enterprise": enterprise, "alliance": self.checker}
        approvals = [given[party] for party in told.get("approved", tuple(given))]
        terminated = end == ProjectState.TERMINATED or "terminated" in told
        steps: list[tuple[ProjectState, Callable[[Project], Project]]] = [
            (
                ProjectState.APPROVING,
                lambda p: projects.submit_project(project=p, by=enterprise, now=self.at(day, 11)),
            ),
            (
                ProjectState.SIGNED,
                lambda p: projects.sign_project(project=p, by=teacher, now=self.at(day, 16)),
            ),
            (
                ProjectState.RUNNING,
                lambda p: projects.start_project(project=p, by=teacher, now=self.at(starts)),
            ),
        ]
        if terminated:
            steps.append(
                (
                    ProjectState.TERMINATED,
                    lambda p: projects.terminate_project(
                        project=p, by=enterprise, reason=told["terminated"], now=self.at(finish)
                    ),
                )
            )
        else:
            steps.append(
                (
                    ProjectState.COMPLETED,
                    lambda p: projects.complete_project(project=p, by=teacher, now=self.at(finish)),
                )
            )
        steps.append(
            (
                ProjectState.CLOSED,
                lambda p: projects.close_project(
                    project=p, by=self.checker, now=self.at(finish + timedelta(days=7))
                ),
            )
        )
        yields = ProjectState.RUNNING if end == ProjectState.RUNNING else ProjectState.COMPLETED
        for state, step in steps:
            if project.state == end:
                break
            project = step(project)
            if state == ProjectState.APPROVING:
                for person in approvals:
                    projects.approve_project(project=project, by=person, now=self.at(day, 14))
            if state == yields:
                for result in told.get("result", ()):
                    self.result(result, project=project, after=finish)
        if project.state != end:
            msg = f"{project.title}: {project.state}, not {end}"
            raise ValueError(msg)

    # -- results --------------------------------------------------------------------------------

    def result(self, told: Told, *, project: Project | None, after: date) -> None:
        """Entered by its organisation, checked by the secretariat, shared or taken back."""
        end = ResultState(told["until"])
        key = told["organisation"]
        if project is not None:
            side = project.school_id if key == "school" else project.enterprise_id
            key = self.key_of(side)
        author = self.cast.of(key)
        day = min(after, self.today)
        result = results.enter_result(
            organisation=self.organisations[key],
            by=author,
            project=project,
            alliance=None if project else self.alliances[told["alliance"]],
            fields={
                "kind": told["kind"],
                "level": told["level"],
                "chain_stage": told.get("chain_stage", ""),
                "title": told["title"],
                "description": told.get("description", ""),
                "achieved_on": self.day(told.get("achieved", day)),
                "evidence": told.get("evidence", ""),
            },
            now=self.at(day, 10),
        )
        if end == ResultState.DRAFT:
            return
        result = results.submit_result(result=result, by=author, now=self.at(day, 11))
        if end == ResultState.SUBMITTED:
            return
        if end == ResultState.RETURNED:
            results.return_result(
                result=result, by=self.checker, reason=told["reason"], now=self.at(day, 14)
            )
            return
        self.publish(told, result, end, day)

    def publish(self, told: Told, result: Result, end: ResultState, day: date) -> None:
        """From the check on: verified, shared with an audience, withdrawn with a reason."""
        confirms = told.get("confirms")
        result = results.verify_result(
            result=result,
            by=self.checker,
            confirms=Industry.objects.get(pk=confirms) if confirms else None,
            weight=Decimal(str(told.get("weight", 1))),
            now=self.at(day, 15),
        )
        if end == ResultState.VERIFIED:
            return
        author = result.created_by
        result = results.share_result(
            result=result, by=author, audience=Audience(told["audience"]), now=self.at(day, 16)
        )
        if end == ResultState.WITHDRAWN:
            results.withdraw_result(
                result=result,
                by=author,
                reason=told["reason"],
                now=self.at(day + timedelta(days=10), 9),
            )


def wish(text: str) -> SkillWish:
    """`IE-0353 5 3 required` → skill, importance, level, and whether a program must teach it."""
    skill, importance, level, *rest = text.split()
    return SkillWish(skill, int(importance), int(level), required=rest == ["required"])
