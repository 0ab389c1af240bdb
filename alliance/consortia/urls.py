from django.urls import path

from alliance.consortia import views

app_name = "consortia"
urlpatterns = [
    path("", views.framework_list, name="framework_list"),
    path("new/", views.framework_publish, name="framework_new"),
    path("<int:pk>/", views.framework_detail, name="framework_detail"),
    path("<int:pk>/edit/", views.framework_edit, name="framework_edit"),
    path("<int:pk>/edition/", views.framework_publish, name="framework_edition"),
]
