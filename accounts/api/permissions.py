"""What a person or token may do through the API."""

from rest_framework.permissions import SAFE_METHODS, BasePermission

from accounts.models import ApiToken
from accounts.roles import may_administer, may_edit

ONLY_READS = "This token may only read. Make one on your account page that may also write."


class EditorsWrite(BasePermission):
    """Whoever may see a thing may read it; editors change things, but not by a token that only reads."""

    message = "Only editors may change this. Ask an administrator for the editor role."

    def has_permission(self, request, view) -> bool:
        if request.method in SAFE_METHODS:
            return True
        if only_reads(request):
            self.message = ONLY_READS
            return False
        return may_edit(request.user)


class AdministratorsWrite(EditorsWrite):
    """Whoever may see a thing may read it; administrators change it, by a token that may write."""

    message = "Only administrators may change this. Ask one of them."

    def has_permission(self, request, view) -> bool:
        is_reading = request.method in SAFE_METHODS
        return super().has_permission(request, view) and (is_reading or may_administer(request.user))


class OwnersWrite(BasePermission):
    """For what is each person's own: whoever signs in has some, but no token that only reads changes it."""

    message = ONLY_READS

    def has_permission(self, request, view) -> bool:
        return request.user.is_authenticated and (request.method in SAFE_METHODS or not only_reads(request))


def only_reads(request) -> bool:
    return isinstance(request.auth, ApiToken) and not request.auth.may_write
