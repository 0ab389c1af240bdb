"""The portal's addresses, and those of imports where they are not among them."""

from django.urls import include, path

from alliance.config import urls

handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500
urlpatterns = [*urls.urlpatterns, path("imports/", include("alliance.imports.urls"))]
