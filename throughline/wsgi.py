"""The WSGI application that granian, or any other WSGI server, serves."""

import os
import threading

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from search.meaning import load

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "throughline.settings")

# Here alone connections are kept in a pool: commands use one briefly, and Celery forks, which a
# pool does not survive.
if settings.DATABASE_POOL_SIZE:
    options = settings.DATABASES["default"].setdefault("OPTIONS", {})
    options["pool"] = {"min_size": 1, "max_size": settings.DATABASE_POOL_SIZE}

application = get_wsgi_application()

# Half a second's work that nobody who searches has to wait for. Commands that never search never do it.
threading.Thread(target=load, name="load word vectors", daemon=True).start()
