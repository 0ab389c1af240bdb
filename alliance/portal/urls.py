"""Addresses of the pages across rooms."""

from django.urls import path

from alliance.portal.views import (
    about,
    cards,
    home,
    invitations,
    membership,
    organisations,
    people,
    search,
    workspace,
)

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
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="people_invite"),
    path("people/<int:pk>/role/", people.change, name="people_change"),
    path("people/<int:pk>/end/", people.end, name="people_end"),
    path("people/invitations/<int:pk>/again/", people.send_again, name="invitation_again"),
    path("people/invitations/<int:pk>/revoke/", people.revoke, name="invitation_revoke"),
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
    path("organisations/duplicates/", organisations.duplicates, name="duplicates"),
    path("organisations/duplicates/apart/", organisations.apart, name="duplicates_apart"),
    path("organisations/<int:keep>/merge/<int:other>/", organisations.merge, name="merge"),
    path("organisations/<int:pk>/", cards.organisation, name="organisation"),
    path("alliances/<int:pk>/", cards.alliance, name="alliance"),
    path("enterprises/<int:pk>/verification/", organisations.verification, name="verification"),
    path("search/", search.search, name="search"),
]
