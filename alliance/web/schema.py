"""OpenAPI of what every door does: problems, ETags, If-Match and Idempotency-Key."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from alliance.web.problems import MEDIA_TYPE, TITLES


class KeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers itself by an untyped hook
    """API keys in the schema; named by path, since their room stands above this one."""

    target_class = "alliance.partners.authentication.KeyAuthentication"
    name = "apiKey"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "An API key of an organisation: `Authorization: Bearer <key>`.",
        }


class Fault(serializers.Serializer[Any]):
    pointer = serializers.CharField(help_text="JSON pointer to the field; empty for the whole.")
    code = serializers.CharField()
    detail = serializers.CharField()


class Problem(serializers.Serializer[Any]):
    """RFC 9457 problem details."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = Fault(many=True)  # type: ignore[assignment]  # a field of the body, not the serializer's attribute
    request_id = serializers.CharField()


class Schema(AutoSchema):
    def is_write(self) -> bool:
        return self.method in ("POST", "PATCH", "PUT", "DELETE")

    def is_detail(self) -> bool:
        return "{" in self.path

    def get_override_parameters(self) -> list[Any]:
        extra = []
        if self.method == "POST":
            extra.append(
                OpenApiParameter(
                    "Idempotency-Key",
                    str,
                    OpenApiParameter.HEADER,
                    description="One value per intended effect; required with an API key.",
                )
            )
        if self.is_write() and self.is_detail():
            extra.append(
                OpenApiParameter(
                    "If-Match",
                    str,
                    OpenApiParameter.HEADER,
                    required=self.method != "POST",
                    description='ETag of the version you saw, such as "v3".',
                )
            )
        return [*super().get_override_parameters(), *extra]

    def problems(self) -> list[int]:
        codes = [400, 401, 403, 429]
        if self.is_detail():
            codes.append(404)
        if self.method == "POST":
            codes += [409, 422]
        if self.is_write() and self.is_detail():
            codes += [409, 412]
        if self.is_write():
            codes += [413, 415]
        if self.method == "PATCH":
            codes.append(428)
        return sorted(set(codes))

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        for code in self.problems():
            shown = OpenApiResponse(Problem, description=TITLES[code])
            bodies[str(code)] = self._get_response_for_code(shown, str(code), [MEDIA_TYPE])  # type: ignore[no-untyped-call]  # the package types most of itself
        return bodies
