"""The sign-in form, in the house's words."""

from allauth.account.forms import LoginForm


class SignInForm(LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "User name or e-mail"
        self.fields["password"].help_text = ""  # the template has the way to a new password
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
