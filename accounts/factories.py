import factory

from accounts.models import Channel, User
from accounts.roles import Role


class UserFactory(factory.django.DjangoModelFactory):
    """A viewer, who can read and change nothing. The password is “correct horse battery”."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"person{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@throughline.example")
    password = factory.django.Password("correct horse battery")


class EditorFactory(UserFactory):
    @factory.post_generation
    def role(self, create, extracted, **kwargs):
        self.give_role(Role.EDITOR)


class AdministratorFactory(UserFactory):
    @factory.post_generation
    def role(self, create, extracted, **kwargs):
        self.give_role(Role.ADMINISTRATOR)


class ChannelFactory(factory.django.DjangoModelFactory):
    """A hook at an address that does not exist: give it one to send to."""

    class Meta:
        model = Channel

    name = factory.Sequence(lambda n: f"Chat {n}")
    address = "json://chat.example/hook"
