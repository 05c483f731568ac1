"""All settings, read from the environment. docs/settings.md says what each variable means."""

import os
import sys
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from celery.schedules import crontab
from csp.constants import NONE, SELF
from environs import Env, validate

from throughline.environment import (
    database_from,
    existing_directory,
    hosts_and_networks,
    log_level,
    secret_key_in,
    site_address,
    time_zone,
)

env = Env()
at_least_one = validate.Range(min=1)
PROJECT_DIR = Path(__file__).resolve().parent.parent
TESTING = "pytest" in sys.modules

# Where we are

DEBUG = env.bool("DEBUG", False)
DATA_DIR = Path(env.str("THROUGHLINE_DATA", "") or PROJECT_DIR / "var").absolute()
PORT = env.int("PORT", 8000, validate=validate.Range(min=1, max=65535))
BIND_ADDRESS = env.str("THROUGHLINE_BIND", "127.0.0.1")
SITE_ADDRESS = env.str("THROUGHLINE_ADDRESS", f"http://127.0.0.1:{PORT}", validate=site_address).rstrip("/")
HTTPS = SITE_ADDRESS.startswith("https:")
SECRET_KEY = env.str("SECRET_KEY", "") or secret_key_in(DATA_DIR)
ALLOWED_HOSTS = [
    "localhost",
    "127.0.0.1",
    "[::1]",
    urlsplit(SITE_ADDRESS).hostname,
    *env.list("ALLOWED_HOSTS", []),
]
CSRF_TRUSTED_ORIGINS = [SITE_ADDRESS, *env.list("CSRF_TRUSTED_ORIGINS", [])]
PROXIES = env.int("THROUGHLINE_PROXIES", 0, validate=validate.Range(min=0, max=10))

WEB_PROCESSES = env.int("THROUGHLINE_WEB_PROCESSES", 1, validate=at_least_one)
WEB_THREADS = env.int("THROUGHLINE_WEB_THREADS", 4, validate=at_least_one)
WORKER_PROCESSES = env.int("THROUGHLINE_WORKER_PROCESSES", 2, validate=at_least_one)

# What we are made of

INSTALLED_APPS = [
    "throughline",
    "reviews",
    "statuspages",
    "incidents",
    "timelines",
    "search",
    "accounts",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",  # so that templates/django/forms/ is found
    "pgtrigger",
    "pghistory",
    "django_htmx",
    "axes",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "rest_framework",
    "knox",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",  # last: it turns a lock-out into its answer
]
ROOT_URLCONF = "throughline.urls"
WSGI_APPLICATION = "throughline.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PROJECT_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "throughline.context_processors.house",
            ],
        },
    },
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Who changed a thing is kept with it. A GET changes nothing, so nobody asks whose session it is.
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")

# Where things are kept

DATABASE_URL = env.str("DATABASE_URL", "")
DATABASE_IS_EMBEDDED = not DATABASE_URL
DATABASE_POOL_SIZE = env.int("DATABASE_POOL_SIZE", WEB_THREADS + 2, validate=validate.Range(min=0, max=500))
DATABASES = {"default": database_from(DATABASE_URL)}
# Each test run has a database of its own, so that two may run at once.
DATABASES["default"]["TEST"] = {"NAME": f"test_throughline_{os.getpid()}"}

CACHE_URL = env.str("CACHE_URL", "")
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL}
        if CACHE_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}

STATIC_URL = "static/"
STATICFILES_DIRS = [PROJECT_DIR / "static"]
HASHED_STATIC = not (DEBUG or TESTING)
# Where they are collected to; otherwise they are served from where they are written.
STATIC_ROOT = Path(env.str("THROUGHLINE_STATIC", "") or DATA_DIR / "static") if HASHED_STATIC else None
WHITENOISE_USE_FINDERS = not HASHED_STATIC
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "throughline.static_files.HashedStaticFiles"
            if HASHED_STATIC
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}

# A source is up to 2,000,000 characters of up to four bytes, each of them three when form-encoded; the
# preview of a bulk paste is a form of 1,000 lines.
DATA_UPLOAD_MAX_MEMORY_SIZE = 25_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

# Time and language

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

# Who may sign in, and how

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first: it refuses who is locked out
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "accounts.adapter.SocialAccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.signing_in.SignInForm",
    "reauthenticate": "accounts.signing_in.ConfirmForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # administrators add people, and vouch for their addresses
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip"}  # axes counts by name and address together
ACCOUNT_SESSION_REMEMBER = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # as above: nobody here verifies addresses by e-mail
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES

AXES_ENABLED = not TESTING
AXES_FAILURE_LIMIT = env.int("THROUGHLINE_LOGIN_FAILURES", 10, validate=at_least_one)
AXES_COOLOFF_TIME = timedelta(minutes=env.int("THROUGHLINE_LOCKOUT_MINUTES", 15, validate=at_least_one))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_LOCKOUT_TEMPLATE = "accounts/locked_out.html"
AXES_USERNAME_CALLABLE = "throughline.lockout.username"
AXES_CLIENT_IP_CALLABLE = "throughline.lockout.client_address"

# OpenID Connect: one provider, by its discovery document

OIDC_ISSUER = env.str("THROUGHLINE_OIDC_ISSUER", "")
if OIDC_ISSUER:
    SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "oidc",
                    "name": env.str("THROUGHLINE_OIDC_NAME", "Single sign-on"),
                    "client_id": env.str("THROUGHLINE_OIDC_CLIENT_ID"),
                    "secret": env.str("THROUGHLINE_OIDC_CLIENT_SECRET"),
                    "settings": {"server_url": OIDC_ISSUER},
                }
            ]
        }
    }

# Every response

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
if PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# The API

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.tokens.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.api.permissions.EditorsWrite"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["throughline.api.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "throughline.api.pages.CursorPages",
    "DEFAULT_FILTER_BACKENDS": ["throughline.api.filters.StrictFilters"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "throughline.api.problems.problem_handler",
    "DEFAULT_VERSIONING_CLASS": None,
    "DEFAULT_METADATA_CLASS": None,  # OPTIONS: /api/schema/ says it better
    "URL_FORMAT_OVERRIDE": None,
    "PAGE_SIZE": 50,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
KNOX_TOKEN_MODEL = "accounts.ApiToken"  # noqa: S105
# Its migrations make a table for the model that ours replaces, and then no table of people can be emptied.
MIGRATION_MODULES = {"knox": None}
SPECTACULAR_SETTINGS = {
    "TITLE": "Throughline",
    "DESCRIPTION": "Incidents, their timelines and what was learnt. docs/api.md is the guide.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "IncidentKind": "incidents.models.Incident.Kind",
        "IncidentStatus": "incidents.models.Incident.Status",
        "EventKind": "timelines.models.Kind",
        "ActionItemKind": "incidents.models.ActionItem.Kind",
        "ActionItemStatus": "incidents.models.ActionItem.Status",
        "SourceKind": "timelines.models.Source.Kind",
        "PairVerdict": "incidents.models.IncidentPair.Verdict",
        "WordState": "incidents.models.word.State",
    },
    "PREPROCESSING_HOOKS": ["throughline.api.schema.only_ours"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "throughline.api.schema.say_errors",
        "throughline.api.schema.say_strictness",
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "validatorUrl": None},
}

# Reading other people's pages

# Hosts, host:port or networks that may be read although they are private, as “10.0.0.0/8, status.lan:8080”.
FETCH_ALLOW = env.list("THROUGHLINE_FETCH_ALLOW", [], validate=hosts_and_networks)

# Looking back

REVIEW_ZONE = env.str("THROUGHLINE_REVIEW_ZONE", "UTC", validate=time_zone)  # in which weeks begin

# The task queue

BROKER_DIR = DATA_DIR / "broker"
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", "") or "filesystem://localhost"
if CELERY_BROKER_URL.startswith("filesystem:"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(existing_directory(BROKER_DIR / "messages")),
        "data_folder_out": str(BROKER_DIR / "messages"),
        "control_folder": str(existing_directory(BROKER_DIR / "control")),
    }
    CELERY_WORKER_ENABLE_REMOTE_CONTROL = False  # it asks the disc ten times a second
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ALWAYS_EAGER = CELERY_TASK_EAGER_PROPAGATES = TESTING
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "repair term counts": {
        "task": "search.tasks.repair_term_counts",
        "schedule": crontab(hour=4, minute=41),
    },
    "tidy the words of passages": {
        "task": "search.tasks.tidy_words",
        "schedule": crontab(hour=4, minute=46),
    },
    "clear expired sessions": {
        "task": "throughline.tasks.clear_expired_sessions",
        "schedule": crontab(hour=4, minute=17),
    },
    "read status pages that are due": {
        "task": "statuspages.tasks.read_due_pages",
        "schedule": timedelta(seconds=5),
        "options": {"expires": 4},  # seconds: without a worker they do not pile up as work
    },
    "go on with lists of status pages": {
        "task": "statuspages.tasks.queue_waiting_lists",
        "schedule": timedelta(seconds=15),
        "options": {"expires": 14},
    },
    "prepare the reviews of past weeks": {
        "task": "reviews.tasks.prepare_reviews",
        "schedule": crontab(minute=7),  # every hour: Monday morning comes when the review's zone says so
        "options": {"expires": 3000},
    },
    "forget old documents being imported": {
        "task": "incidents.tasks.forget_old_drafts",
        "schedule": crontab(hour=4, minute=51),
    },
    "tell of what happened on status pages": {
        "task": "statuspages.tasks.send_alerts",
        "schedule": timedelta(seconds=20),
        "options": {"expires": 19},
    },
    "tell of what newly answers saved searches": {
        "task": "incidents.tasks.tell_of_saved_searches",
        "schedule": timedelta(seconds=30),
        "options": {"expires": 29},
    },
    "forget readings that found nothing": {
        "task": "statuspages.tasks.forget_readings",
        "schedule": crontab(hour=4, minute=31),
    },
}

# E-mail: to the console, unless there is a server

EMAIL_HOST = env.str("EMAIL_HOST", "")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
EMAIL_PORT = env.int("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", True)
EMAIL_TIMEOUT = 20  # seconds
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("EMAIL_FROM", f"throughline@{urlsplit(SITE_ADDRESS).hostname}")

# What is going on: one line an entry, on the console

LOG_LEVEL = env.str("LOG_LEVEL", "INFO", validate=log_level).upper()
# With beat's own, each tick would be three lines.
QUIET_LOGGERS = ("celery.worker.strategy", "celery.app.trace")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "not_a_tick": {
            "()": "django.utils.log.CallbackFilter",
            "callback": lambda record: "Sending due task" not in str(record.msg) or LOG_LEVEL == "DEBUG",
        }
    },
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "celery.beat": {"filters": ["not_a_tick"]},
        **{name: {"level": "WARNING"} for name in QUIET_LOGGERS if LOG_LEVEL != "DEBUG"},
    },
}
