from typing import Any, ClassVar

import django_filters
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from alliance.accounts.enums import OrganisationKind
from alliance.accounts.models import Organisation
from alliance.accounts.scope import scope_of
from alliance.accounts.serializers import MeSerializer, OrganisationSerializer
from alliance.web.api import ReadViewSet, check_query
from alliance.web.filters import CodeFilter, TextFilter
from alliance.web.throttle import PerPrincipal


class OrganisationFilter(django_filters.FilterSet):
    q = TextFilter("name", "name_en", "name_pinyin", label=_("Part of a name"))
    kind = django_filters.ChoiceFilter(choices=OrganisationKind.choices)
    region = CodeFilter(
        "region__code", lookup_expr="startswith", label=_("Region code or its beginning")
    )


class OrganisationViewSet(ReadViewSet[Organisation]):
    """The register of organisations; schools and enterprises have the same ids."""

    model = Organisation
    serializer_class = OrganisationSerializer
    filterset_class = OrganisationFilter


class MeView(APIView):
    """Who the request acts as."""

    permission_classes: ClassVar[list[type[BasePermission]]] = [IsAuthenticated]  # type: ignore[misc]  # stub wants an instance variable
    throttle_classes: ClassVar[list[type[BaseThrottle]]] = [PerPrincipal]  # type: ignore[misc]  # as above
    metadata_class = None
    http_method_names: ClassVar[list[str]] = ["get", "head"]  # type: ignore[misc]  # as above

    @extend_schema(responses=MeSerializer)
    def get(self, request: Request) -> Response:
        check_query(request)
        user: Any = request.user
        scope = scope_of(user)
        organisations = Organisation.objects.visible_to(user).in_bulk(list(scope.roles))
        me = {
            "id": user.pk,
            "email": user.email,
            "name": user.name,
            "platform": scope.platform,
            "roles": [
                {
                    "organisation": pk,
                    "name": organisations[pk].name,
                    "kind": organisations[pk].kind,
                    "role": role,
                }
                for pk, role in sorted(scope.roles.items())
            ],
            "secretariats": [
                {"alliance": pk, "role": role} for pk, role in sorted(scope.secretariats.items())
            ],
            "alliances": sorted(scope.alliances),
            "regions": sorted(scope.regions),
            "key_scope": getattr(request.auth, "scope", None),
        }
        return Response(MeSerializer(me).data)
