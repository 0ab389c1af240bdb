"""Addresses of the alignment pages, below /alignment/."""

from django.urls import path

from alliance.alignment import views

app_name = "alignment"
urlpatterns = [
    path("", views.rates, name="rates"),
    path("runs/<int:pk>/", views.run_detail, name="run"),
    path("values/<int:pk>/", views.value, name="value"),
    path("<slug:code>/", views.region, name="region"),
    path("<slug:code>/ask/", views.ask, name="ask"),
]
