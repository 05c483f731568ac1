"""Whom a failed sign-in counts against. django-axes asks; allauth knows."""

from allauth.account.adapter import get_adapter


def username(request, credentials: dict | None) -> str | None:
    """The name somebody tried to sign in with: allauth passes it as one of two fields.

    In lower case, as allauth finds people whatever the case: else each spelling had failures of its own.
    """
    given = credentials or {}
    name = given.get("username") or given.get("email") or request.POST.get("login")
    return name and name.lower()


def client_address(request) -> str | None:
    """The address of the caller, behind as many proxies as THROUGHLINE_PROXIES says.

    None for a request that came over no network, such as one that a command makes up.
    """
    if "REMOTE_ADDR" not in request.META:
        return None
    return get_adapter(request).get_client_ip(request)
