"""Addresses of the pages about single graduates, below /graduates/."""

from django.urls import path

from talent import views

app_name = "talent"
urlpatterns = [path("<int:pk>/identity/", views.identity, name="identity")]
