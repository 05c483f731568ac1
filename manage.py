#!/usr/bin/env python3
"""Throughline's command line: `manage.py up` runs everything, `manage.py help` lists the rest."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "throughline.settings")
    try:
        from django.core.management import execute_from_command_line
        from environs import EnvError

        from throughline.environment import in_plain_words
        from throughline.postgres import PostgresUnavailable
    except ModuleNotFoundError as error:
        sys.exit(
            f"throughline: the Python package {error.name!r} is not installed; "
            "run `make run`, or `pip install -r requirements.txt` in the virtual environment."
        )
    try:
        execute_from_command_line(sys.argv)
    except EnvError as error:
        sys.exit(f"throughline: {in_plain_words(error)}")
    except PostgresUnavailable as error:
        sys.exit(f"throughline: {error}")


if __name__ == "__main__":
    main()
