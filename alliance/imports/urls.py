"""Addresses of imports and exports, below /imports/."""

from django.urls import path

from alliance.imports import views

app_name = "imports"
urlpatterns = [
    path("", views.session_list, name="list"),
    path("new/", views.session_new, name="new"),
    path("template/<slug:kind>/", views.template, name="template"),
    path("export/<slug:kind>/", views.export, name="export"),
    path("<int:pk>/", views.session_detail, name="detail"),
    path("<int:pk>/errors/", views.errors_file, name="errors"),
    path("<int:pk>/<slug:move>/", views.session_move, name="move"),
]
