"""Who is asking: for programs that check their token before they begin."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response

from accounts.models import ApiToken
from accounts.roles import Role, role_of


class TokenSerializer(serializers.ModelSerializer):
    """The token that was sent, without its words."""

    runs_out_at = serializers.DateTimeField(source="expiry")

    class Meta:
        model = ApiToken
        fields = ("name", "may_write", "runs_out_at")
        read_only_fields = fields


class MeSerializer(serializers.Serializer):
    username = serializers.CharField()
    name = serializers.CharField(source="__str__")
    role = serializers.ChoiceField(choices=Role.choices)
    time_zone = serializers.CharField()
    token = TokenSerializer(allow_null=True, help_text="Null in a session.")


class Me(generics.GenericAPIView):
    serializer_class = MeSerializer
    permission_classes = (IsAuthenticated,)
    queryset = ApiToken.objects.none()
    pagination_class = None

    @extend_schema(tags=["You"], summary="Who you are here, and what your token may do")
    def get(self, request):
        """401 where the token is no good: the first thing for a program to ask."""
        self.filter_queryset(self.get_queryset())  # refuses parameters that mean nothing
        person = request.user
        person.role = role_of(person)
        person.token = request.auth if isinstance(request.auth, ApiToken) else None
        return Response(MeSerializer(person).data)
