"""The WSGI application that granian, or any other WSGI server, serves."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "throughline.settings")

# Here alone connections are kept in a pool: commands use one briefly, and Celery forks, which a
# pool does not survive.
if settings.DATABASE_POOL_SIZE:
    options = settings.DATABASES["default"].setdefault("OPTIONS", {})
    options["pool"] = {"min_size": 1, "max_size": settings.DATABASE_POOL_SIZE}

application = get_wsgi_application()
