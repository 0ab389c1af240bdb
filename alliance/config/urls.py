"""Every address of the portal."""

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from alliance.portal import errors, health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    # The address is the name that people sign in with: the platform changes it, nobody their own.
    path("accounts/email/", errors.nothing),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("alliance.config.api_urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
    path("records/", include("alliance.registers.urls")),
    path("imports/", include("alliance.imports.urls")),
    path("programs/", include("programs.urls")),
    path("frameworks/", include("alliance.consortia.urls")),
    path("alignment/", include("alliance.alignment.urls")),
    path("graduates/", include("talent.urls")),
    path("regions/", include("alliance.indicators.urls")),
    path("", include("alliance.collaboration.urls")),
    path("", include("alliance.portal.urls")),
]

handler400 = "alliance.portal.errors.bad_request"
handler403 = "alliance.portal.errors.forbidden"
handler404 = "alliance.portal.errors.not_found"
handler500 = "alliance.portal.errors.server_error"
