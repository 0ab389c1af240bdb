"""Addresses of the alignment pages, below /alignment/."""

from django.urls import path

from alliance.alignment import views

app_name = "alignment"
urlpatterns = [
    path("", views.rates, name="rates"),
    path("runs/<int:pk>/", views.run_detail, name="run"),
    path("runs/<int:pk>/export.<slug:form>", views.export, name="export"),
    path("runs/<int:pk>/parts/", views.parts, name="parts"),
    path("compare/", views.compare, name="compare"),
    path("values/<int:pk>/", views.value, name="value"),
    path("scenarios/<int:pk>/", views.scenario, name="scenario"),
    path("scenarios/<int:pk>/edit/", views.scenario_edit, name="scenario_edit"),
    path("scenarios/<int:pk>/copy/", views.scenario_copy, name="scenario_copy"),
    path("scenarios/<int:pk>/export.csv", views.scenario_export, name="scenario_export"),
    path("scenarios/<int:pk>/changes/", views.change_add, name="change_add"),
    path("scenarios/<int:pk>/changes/remove/", views.change_remove, name="change_remove"),
    path(
        "scenarios/<int:pk>/programs/<slug:name>/",
        views.scenario_programs,
        name="scenario_programs",
    ),
    path(
        "programs/<int:pk>/what-if/",
        views.of_program,
        {"page": "scenario"},
        name="program_what_if",
    ),
    path("programs/<int:pk>/card/", views.of_program, {"page": "card"}, name="card_of_program"),
    path("changes/", views.changes, name="changes"),
    path("changes/<int:pk>/", views.change, name="change"),
    path("<slug:code>/", views.region, name="region"),
    path("<slug:code>/what-if/", views.what_if, name="what_if"),
    path("<slug:code>/what-if/new/", views.scenario_new, name="scenario_new"),
    path("<slug:code>/scorecard/", views.scorecard, name="scorecard"),
    path("<slug:code>/scorecard/<int:pk>/", views.program_card, name="program_card"),
    path("<slug:code>/ask/", views.ask, name="ask"),
]
