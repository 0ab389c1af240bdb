"""The administration's look and its sidebar, which follows the loop."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _


def _list(title: Any, icon: str, name: str, **more: Any) -> dict[str, Any]:
    """One entry of the administration's sidebar."""
    link = reverse_lazy(f"admin:{name}_changelist")
    return {"title": title, "icon": icon, "link": link, **more}


_platform = {"permission": "alliance.config.admin.platform_only"}

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": _("Alliance portal"),
    "SITE_HEADER": _("Alliance portal"),
    "SITE_SUBHEADER": _("Administration"),
    "SITE_SYMBOL": "hub",
    "SITE_FAVICONS": [
        {
            "rel": "icon",
            "type": "image/svg+xml",
            "href": lambda _request: static("img/rings.svg"),
        },
    ],
    "SITE_URL": "/workspace/",
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": True,
    "SHOW_LANGUAGES": True,
    "DASHBOARD_CALLBACK": "alliance.config.admin.dashboard",
    "BORDER_RADIUS": "6px",
    "COLORS": {  # the pages' teal
        "primary": {
            "50": "oklch(97.5% .012 190)",
            "100": "oklch(94.5% .025 190)",
            "200": "oklch(89% .045 190)",
            "300": "oklch(81% .07 190)",
            "400": "oklch(71% .085 190)",
            "500": "oklch(59% .088 190)",
            "600": "oklch(47.5% .075 190)",
            "700": "oklch(41% .065 190)",
            "800": "oklch(35% .053 190)",
            "900": "oklch(30% .043 190)",
            "950": "oklch(22% .032 190)",
        },
    },
    "SIDEBAR": {
        "show_search": False,
        "show_all_applications": False,
        "navigation": [
            {
                "title": _("Waiting"),
                "items": [
                    {
                        "title": _("What waits"),
                        "icon": "inbox",
                        "link": reverse_lazy("admin:index"),
                    }
                ],
            },
            {
                "title": _("Demands"),
                "separator": True,
                "items": [
                    _list(_("Demands"), "assignment", "enterprises_demand"),
                    _list(_("Enterprises"), "factory", "enterprises_enterprise"),
                ],
            },
            {
                "title": _("Matching"),
                "separator": True,
                "items": [
                    _list(_("Matches"), "join_inner", "collaboration_match"),
                    _list(_("Match runs"), "fact_check", "collaboration_matchrun"),
                    _list(_("Schools"), "school", "programs_school"),
                    _list(_("Programs"), "menu_book", "programs_program"),
                ],
            },
            {
                "title": _("Projects"),
                "separator": True,
                "items": [_list(_("Projects"), "handshake", "collaboration_project")],
            },
            {
                "title": _("Results"),
                "separator": True,
                "items": [
                    _list(_("Results"), "workspace_premium", "collaboration_result"),
                    _list(_("Adoptions"), "recommend", "collaboration_adoption"),
                    _list(_("Recognitions"), "military_tech", "collaboration_recognition"),
                ],
            },
            {
                "title": _("Alignment"),
                "separator": True,
                "items": [
                    _list(_("Alignment runs"), "target", "alignment_alignmentrun"),
                    _list(_("Index values"), "percent", "alignment_indexvalue"),
                    _list(_("Program verdicts"), "rule", "alignment_programverdict"),
                    _list(
                        _("Editions of the coupling index"), "balance", "consortia_couplingedition"
                    ),
                ],
            },
            {
                "title": _("Frameworks and crosswalk"),
                "separator": True,
                "collapsible": True,
                "items": [
                    _list(_("Industry frameworks"), "account_tree", "consortia_framework"),
                    _list(_("Key industries"), "star", "consortia_keyindustry"),
                    _list(_("Crosswalk links"), "link", "programs_crosswalklink"),
                    _list(_("Catalogue links"), "dataset_linked", "programs_cataloguelink"),
                    _list(_("Industries of occupations"), "lan", "programs_occupationindustry"),
                    _list(_("Industry statistics"), "bar_chart", "consortia_industrystatistic"),
                ],
            },
            {
                "title": _("Steering"),
                "separator": True,
                "collapsible": True,
                "items": [
                    _list(
                        _("Program changes"), "published_with_changes", "alignment_programchange"
                    ),
                    _list(_("Scenarios"), "alt_route", "alignment_scenario"),
                    _list(_("Scorecards"), "scoreboard", "alignment_scorecard"),
                    _list(_("Metrics of scorecards"), "speed", "alignment_scorecardmetric"),
                    _list(_("Bands of scorecards"), "stairs", "alignment_scorecardband"),
                ],
            },
            {
                "title": _("Members"),
                "separator": True,
                "items": [
                    _list(_("Memberships"), "card_membership", "consortia_membership"),
                    _list(_("Alliances"), "groups", "consortia_alliance"),
                    _list(_("Organisations"), "domain", "accounts_organisation"),
                ],
            },
            {
                "title": _("Governance"),
                "separator": True,
                "collapsible": True,
                "items": [
                    _list(_("Committees"), "groups_2", "consortia_committee"),
                    _list(_("Seats"), "chair", "consortia_seat"),
                    _list(_("Meetings"), "event", "consortia_meeting"),
                    _list(_("Attendances"), "how_to_reg", "consortia_attendance"),
                    _list(_("Resolutions"), "gavel", "consortia_resolution"),
                    _list(_("Tasks"), "task_alt", "consortia_resolutiontask"),
                    _list(_("Agreements"), "contract", "consortia_agreement"),
                    _list(_("Parties to agreements"), "draw", "consortia_agreementparty"),
                    _list(_("Policies"), "policy", "consortia_policy"),
                    _list(_("Subsidies"), "payments", "collaboration_subsidy"),
                    _list(_("Yearly plans and reports"), "event_repeat", "consortia_yearplan"),
                    _list(_("Construction standards"), "straighten", "consortia_standard"),
                    _list(_("Indicators of standards"), "checklist", "consortia_standardindicator"),
                    _list(_("Self-assessments"), "grading", "consortia_assessment"),
                    _list(_("Marks of assessments"), "score", "consortia_assessmentmark"),
                ],
            },
            {
                "title": _("Places and work"),
                "separator": True,
                "collapsible": True,
                "items": [
                    _list(_("Facilities"), "apartment", "collaboration_facility"),
                    _list(
                        _("Services of facilities"),
                        "home_repair_service",
                        "collaboration_facilityservice",
                    ),
                    _list(_("Classes"), "co_present", "collaboration_trainingclass"),
                    _list(_("Class mentors"), "supervisor_account", "collaboration_classmentor"),
                    _list(_("Internships"), "engineering", "collaboration_internship"),
                    _list(_("Joint evaluations"), "quiz", "collaboration_jointevaluation"),
                    _list(_("Courses and teaching material"), "auto_stories", "programs_course"),
                    _list(_("Program clusters"), "workspaces", "programs_programcluster"),
                ],
            },
            {
                "title": _("People"),
                "separator": True,
                "items": [
                    _list(_("Users"), "person", "accounts_user"),
                    _list(_("Roles in organisations"), "badge", "accounts_organisationrole"),
                    _list(_("Cohorts"), "diversity_3", "talent_cohort"),
                    _list(_("Graduates"), "history_edu", "talent_graduate"),
                    _list(_("Outcomes"), "trending_up", "talent_outcome"),
                    _list(_("Consents"), "approval", "talent_consent"),
                    _list(_("Exchanges"), "swap_horiz", "talent_exchange"),
                    _list(_("Training batches"), "model_training", "talent_trainingbatch"),
                    _list(_("Certifications"), "verified", "talent_certification"),
                ],
            },
            {
                "title": _("Figures"),
                "separator": True,
                "items": [
                    _list(_("Indicators"), "monitoring", "indicators_indicator"),
                    _list(_("Claims"), "format_quote", "indicators_claim"),
                    _list(_("Yearly reports"), "summarize", "indicators_regionreport"),
                ],
            },
            {
                "title": _("Reference"),
                "separator": True,
                "collapsible": True,
                "items": [
                    _list(_("Regions"), "map", "reference_region"),
                    _list(_("Industries"), "precision_manufacturing", "reference_industry"),
                    _list(_("Occupations"), "work", "reference_occupation"),
                    _list(_("Catalogue programs"), "library_books", "reference_catalogueprogram"),
                    _list(_("Skills"), "construction", "reference_skill"),
                    _list(
                        _("Loaded editions"), "inventory", "reference_loadededition", **_platform
                    ),
                ],
            },
            {
                "title": _("System"),
                "separator": True,
                "collapsible": True,
                "items": [
                    _list(_("API keys"), "key", "partners_apikey"),
                    _list(_("Events"), "event_note", "events_event", **_platform),
                    _list(_("Owed work"), "pending_actions", "events_owed", **_platform),
                    _list(_("Heartbeats"), "monitor_heart", "events_heartbeat", **_platform),
                ],
            },
        ],
    },
}
