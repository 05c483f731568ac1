"""What a person or token may do through the API."""

from rest_framework.permissions import SAFE_METHODS, BasePermission

from accounts.models import ApiToken
from accounts.roles import may_edit

READ_ONLY_TOKEN = "This token may only read. Make one on your account page that may also write."


class EditorsWrite(BasePermission):
    """Whoever may see a thing may read it; only editors change anything, and not by a token that only reads."""

    message = "Only editors may change this. Ask an administrator for the editor role."

    def has_permission(self, request, view) -> bool:
        if request.method in SAFE_METHODS:
            return True
        if isinstance(request.auth, ApiToken) and not request.auth.may_write:
            self.message = READ_ONLY_TOKEN
            return False
        return may_edit(request.user)
