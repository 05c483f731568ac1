"""What migrations put into the tables, for tests that empty them."""

from django.contrib.auth.models import Group

from accounts.roles import Role
from incidents.models import Mechanism, Severity
from incidents.vocabulary import add_missing
from search.models import SynonymSet
from search.synonyms import add_seed


def put_back() -> None:
    """Severities, mechanisms, synonyms and the groups of the roles, where they are missing."""
    add_missing(Mechanism, Severity)
    add_seed(SynonymSet)
    for role in Role.values:
        Group.objects.get_or_create(name=role)
