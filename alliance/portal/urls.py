"""Addresses of the pages across rooms."""

from django.urls import path

from alliance.portal.views import about, home, membership, search, workspace

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("regions/<slug:code>/", home.region, name="region"),
    path("workspace/", workspace.workspace, name="workspace"),
    path("workspace/waiting/", workspace.waiting_fragment, name="waiting"),
    path("methods/", about.methods, name="methods"),
    path("about-data/", about.about_data, name="about_data"),
    path("gallery/", about.gallery, name="gallery"),
    path("membership/", membership.membership, name="membership"),
    path("membership/apply/", membership.apply, name="membership_apply"),
    path("membership/<int:pk>/<slug:move>/", membership.move, name="membership_move"),
    path("search/", search.search, name="search"),
]
