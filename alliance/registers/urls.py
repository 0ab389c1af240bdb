"""Addresses of the registers' pages."""

from django.urls import path, re_path

from alliance.registers.views import beside, lists, many, records, suggesting

app_name = "registers"
urlpatterns = [
    path("", lists.index, name="index"),
    path("<slug:name>/", lists.record_list, name="list"),
    path("<slug:name>/new/", records.record_new, name="new"),
    path("<slug:name>/many/", many.record_many, name="many"),
    path("<slug:name>/lists/", lists.view_keep, name="view_keep"),
    re_path(
        r"^(?P<name>[-\w]+)/lists/(?P<pk>\d{1,18})/(?P<act>change|delete)/\Z",
        lists.view_change,
        name="view_change",
    ),
    path("<slug:name>/suggest/<slug:field>/", suggesting.suggest, name="suggest"),
    path("<slug:name>/<int:pk>/", records.record_detail, name="detail"),
    path("<slug:name>/<int:pk>/edit/", records.record_edit, name="edit"),
    path("<slug:name>/<int:pk>/journal/", beside.journal_note, name="journal"),
    path("<slug:name>/<int:pk>/tags/", beside.tag_add, name="tag_add"),
    path("<slug:name>/<int:pk>/tags/<int:tag>/remove/", beside.tag_remove, name="tag_remove"),
    path("<slug:name>/<int:pk>/files/", beside.FileAdd.as_view(), name="file_add"),
    path("<slug:name>/<int:pk>/files/<int:attachment>/", beside.file_send, name="file"),
    path(
        "<slug:name>/<int:pk>/files/<int:attachment>/remove/",
        beside.file_remove,
        name="file_remove",
    ),
    path("<slug:name>/<int:pk>/<slug:move>/", records.record_move, name="move"),
]
