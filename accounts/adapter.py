"""How allauth is held to the house's rules."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        """Nobody makes their own account: administrators add people, or a sign-in provider does."""
        return False
