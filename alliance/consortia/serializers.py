from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from alliance.accounts.models import Organisation
from alliance.consortia.enums import LEADS, AllianceKind, MembershipState, Post
from alliance.consortia.models import Alliance
from alliance.reference.models import Industry, Region
from alliance.web.serializers import (
    CodeField,
    IdField,
    RecordSerializer,
    ScopedIdField,
    WholeSerializer,
)


class AllianceSerializer(RecordSerializer):
    kind = serializers.ChoiceField(AllianceKind.choices, read_only=True)
    name = serializers.CharField(read_only=True)
    name_en = serializers.CharField(read_only=True)
    parent = IdField(source="parent_id", allow_null=True)  # type: ignore[assignment]  # a field of the row, not the serializer's attribute
    region = IdField(source="region_id")
    secretariat = IdField(source="secretariat_id")
    founded_on = serializers.DateField(read_only=True, allow_null=True)
    match_count = serializers.IntegerField(read_only=True)
    answer_days = serializers.IntegerField(read_only=True)
    quorum = serializers.IntegerField(read_only=True)
    lacking_leads = serializers.SerializerMethodField()
    is_demo = serializers.BooleanField(read_only=True)
    version = serializers.IntegerField(read_only=True)

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(Post.choices)))
    def get_lacking_leads(self, alliance: Alliance) -> list[str]:
        """Lead posts that a sector community lacks today."""
        if alliance.kind != AllianceKind.SECTOR_COMMUNITY:
            return []
        held = self.context["leads_held"].get(alliance.pk, frozenset())
        return [post.value for post in LEADS if post.value not in held]


class MembershipSerializer(RecordSerializer):
    alliance = ScopedIdField(queryset=Alliance.objects.all())
    organisation = ScopedIdField(queryset=Organisation.objects.all())
    state = serializers.ChoiceField(MembershipState.choices, read_only=True)
    joined_on = serializers.DateField(read_only=True, allow_null=True)
    left_on = serializers.DateField(read_only=True, allow_null=True)
    reason = serializers.CharField(read_only=True)
    version = serializers.IntegerField(read_only=True)


class ListedIndustrySerializer(WholeSerializer):
    industry = CodeField(queryset=Industry.objects.all())
    group = serializers.CharField(max_length=100)


class FrameworkSerializer(RecordSerializer):
    region = CodeField(queryset=Region.objects.all())
    name = serializers.CharField(max_length=100)
    title = serializers.CharField(max_length=200, allow_blank=True, required=False)
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True, required=False)
    source = serializers.CharField(max_length=300, allow_blank=True, required=False)  # type: ignore[assignment]  # a field of the row, not the serializer's attribute
    is_main = serializers.BooleanField(required=False)
    industries = ListedIndustrySerializer(many=True, max_length=500)  # type: ignore[call-arg]  # taken by the list that `many` makes
    version = serializers.IntegerField(read_only=True)


class FrameworkEditSerializer(FrameworkSerializer):
    """What may change of an edition; region, name and first day make it this one."""

    region = IdField(source="region_id")  # type: ignore[assignment]  # only shown here
    name = serializers.CharField(read_only=True)
    valid_from = serializers.DateField(read_only=True)
