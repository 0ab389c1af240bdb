"""Addresses of the yearly reports, below /regions/."""

from django.urls import path

from alliance.indicators import views

app_name = "indicators"
urlpatterns = [
    path("<slug:code>/report/", views.newest_year, name="report_newest"),
    path("<slug:code>/report/<int:year>/", views.report, name="report"),
    path("<slug:code>/report/<int:year>/report.<slug:form>", views.report_file, name="report_file"),
    path("reports/<int:pk>/", views.report_of, name="report_of"),
    path("reports/<int:pk>/report.<slug:form>", views.report_of_file, name="report_of_file"),
]
