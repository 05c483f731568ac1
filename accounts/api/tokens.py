"""Signing in to the API with a token: “Authorization: Token …”, nowhere else, never in the address."""

from __future__ import annotations

from datetime import timedelta

import knox.auth
from django.utils import timezone
from knox.crypto import hash_token
from knox.settings import CONSTANTS
from rest_framework.exceptions import AuthenticationFailed

from accounts.models import ApiToken

NOTED_EVERY = timedelta(minutes=1)  # that a token is used is written down no more often


class TokenAuthentication(knox.auth.TokenAuthentication):
    """Knox's, in one query and without deleting on the way: a token that ran out stays listed."""

    def authenticate_credentials(self, token: bytes) -> tuple:
        """The person and the token. Raises AuthenticationFailed with what to do."""
        try:
            words = token.decode("ascii")
        except UnicodeDecodeError as error:
            raise AuthenticationFailed("This is no token.") from error
        if not words.isalnum():  # a NUL among them could not even be looked for
            raise AuthenticationFailed("This is no token.")
        held = ApiToken.objects.select_related("user")
        held = held.filter(token_key=words[: CONSTANTS.TOKEN_KEY_LENGTH], digest=hash_token(words)).first()
        if held is None:
            raise AuthenticationFailed("There is no such token, or it was revoked.")
        if held.has_run_out:
            raise AuthenticationFailed(f"The token “{held.name}” ran out on {held.expiry:%-d %B %Y}.")
        if not held.user.is_active:
            raise AuthenticationFailed("The person of this token may no longer sign in.")
        self._note_use(held)
        return held.user, held

    def _note_use(self, token: ApiToken) -> None:
        now = timezone.now()
        if token.last_used_at is None or now - token.last_used_at >= NOTED_EVERY:
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
