"""Addresses of the loop: demand, match, project, result."""

from django.urls import path

from alliance.collaboration.views import demand_forms, demands, matches, projects, results

app_name = "collaboration"
urlpatterns = [
    path("demands/", demands.demand_list, name="demand_list"),
    path("demands/new/", demand_forms.demand_new, name="demand_new"),
    path("demands/preview/", demand_forms.demand_preview, name="demand_preview"),
    path("demands/suggest/skills/", demand_forms.suggest_skills, name="suggest_skills"),
    path(
        "demands/suggest/occupations/",
        demand_forms.suggest_occupations,
        name="suggest_occupations",
    ),
    path("demands/<int:pk>/", demands.demand_detail, name="demand_detail"),
    path("demands/<int:pk>/edit/", demand_forms.demand_edit, name="demand_edit"),
    path("demands/<int:pk>/revise/", demand_forms.demand_revise, name="demand_revise"),
    path("demands/<int:pk>/<slug:move>/", demands.demand_move, name="demand_move"),
    path("matches/", matches.match_list, name="match_list"),
    path("matches/<int:pk>/", matches.match_detail, name="match_detail"),
    path("matches/<int:match>/project/", projects.project_new, name="project_new"),
    path("matches/<int:pk>/<slug:move>/", matches.match_move, name="match_move"),
    path("projects/", projects.project_list, name="project_list"),
    path("projects/<int:pk>/", projects.project_detail, name="project_detail"),
    path("projects/<int:pk>/edit/", projects.project_edit, name="project_edit"),
    path("projects/<int:pk>/<slug:move>/", projects.project_move, name="project_move"),
    path("results/", results.result_list, name="result_list"),
    path("results/new/", results.result_new, name="result_new"),
    path("results/<int:pk>/", results.result_detail, name="result_detail"),
    path("results/<int:pk>/edit/", results.result_edit, name="result_edit"),
    path("results/<int:pk>/<slug:move>/", results.result_move, name="result_move"),
]
