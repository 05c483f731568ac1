"""What a person or token may do through the API."""

from rest_framework.permissions import SAFE_METHODS, BasePermission

from accounts.roles import may_edit


class EditorsWrite(BasePermission):
    """Whoever may see a thing may read it; only editors change anything."""

    message = "Only editors may change this. Ask an administrator for the editor role."

    def has_permission(self, request, view) -> bool:
        return request.method in SAFE_METHODS or may_edit(request.user)
