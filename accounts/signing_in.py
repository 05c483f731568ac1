"""The forms for signing in, in the house's words."""

from allauth.account.forms import LoginForm, ReauthenticateForm


class SignInForm(LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "User name or e-mail"
        self.fields["password"].help_text = ""  # the template has the way to a new password
        _drop_placeholders(self)


class ConfirmForm(ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""
        _drop_placeholders(self)


def _drop_placeholders(form) -> None:
    """They repeat the labels and are gone once one types."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
