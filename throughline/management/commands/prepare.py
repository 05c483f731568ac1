"""`manage.py prepare`: what `up` does before it serves, for installations that run the parts themselves."""

from django.core.management.base import BaseCommand
from django.template.defaultfilters import pluralize

from throughline import first_run


class Command(BaseCommand):
    help = "Bring the tables up to date; on the first run, create the administrator and load the examples."

    def handle(self, *args, **options):
        if first_run.bring_tables_up_to_date():
            self.stdout.write("The database is up to date.")
        if first_run.create_administrator():
            self.stdout.write(
                f"Created the administrator “{first_run.ADMINISTRATOR}”; "
                f"the password is in {first_run.password_file()}"
            )
        if indexed := first_run.index_incidents():
            self.stdout.write(f"Indexed {indexed} incident{pluralize(indexed)} for search.")
        first_run.load_examples()
