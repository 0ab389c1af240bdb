"""Settings common to every way of running. Reading them has no side effects.

They load without DATABASE_URL and REDIS_URL: commands that only read files need neither.
"""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from celery.schedules import crontab
from redis.backoff import NoBackoff
from redis.retry import Retry

from alliance.config.addresses import broker_url
from alliance.config.settings.administration import UNFOLD as ADMINISTRATION
from alliance.config.settings.schema import ENUM_NAMES
from alliance.embedded import data_dir

BASE_DIR = Path(__file__).resolve().parent.parent.parent.parent
DATA_DIR = data_dir()

SECRET_KEY = os.environ.get("SECRET_KEY", "")
# The first seals what is written, all of them open what is stored: a new key is put in front, and
# the old one goes when the nightly task has sealed everything anew.
IDENTITY_KEYS = [key for key in os.environ.get("IDENTITY_KEYS", "").split(",") if key]
DEBUG = False
ALLOWED_HOSTS = [host for host in os.environ.get("ALLOWED_HOSTS", "").split(",") if host]

# -- rooms ------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "unfold",  # before the admin, whose templates it replaces
    "unfold.contrib.filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",  # so that the form renderer finds its own templates beside ours
    "allauth",
    "allauth.account",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "alliance.config",
    "alliance.web",
    "alliance.events",
    "alliance.reference",
    "alliance.accounts",
    "alliance.partners",
    "alliance.registers",
    "alliance.imports",
    "alliance.consortia",
    "enterprises",
    "programs",
    "talent",
    "alliance.collaboration",
    "alliance.alignment",
    "alliance.indicators",
    "alliance.portal",
]

MIDDLEWARE = [
    "alliance.web.request_id.RequestId",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "alliance.web.csp.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "alliance.portal.errors.DomainErrors",  # last: it answers for views, in the page's language
]

ROOT_URLCONF = "alliance.config.urls"
WSGI_APPLICATION = "alliance.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "alliance.portal.context.portal",
            ],
        },
    },
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

EVENT_SUBSCRIPTIONS: dict[str, list[str]] = {
    "demand.published": ["alliance.collaboration.tasks.match_demand"],
    "demand.revised": ["alliance.collaboration.tasks.match_demand"],
    "demand.match_asked": ["alliance.collaboration.tasks.match_demand"],
    "demand.withdrawn": ["alliance.collaboration.tasks.close_matches"],
    "demand.fulfilled": ["alliance.collaboration.tasks.close_matches"],
    "demand.expired": ["alliance.collaboration.tasks.close_matches"],
    "program.changed": ["alliance.alignment.tasks.request_run"],
    "crosswalk.changed": ["alliance.alignment.tasks.request_run"],
    "framework.changed": ["alliance.alignment.tasks.request_run"],
    "statistics.changed": ["alliance.alignment.tasks.request_run"],
    "organisation.changed": ["alliance.alignment.tasks.request_run"],
    "organisation.merged": ["alliance.alignment.tasks.request_run"],
    "scenario.entered": ["alliance.alignment.tasks.compute_scenario"],
    "scenario.edited": ["alliance.alignment.tasks.compute_scenario"],
    "invitation.sent": ["alliance.accounts.tasks.mail_invitation"],
}
"""Event kind → who must act on it. Lower rooms announce; this table is the only link upwards."""

SMALLEST_CELL = int(os.environ.get("SMALLEST_CELL") or 10)
"""Fewest persons that a published count may tell of; see docs/deployment.md."""

SCOPE_PROVIDER = "alliance.consortia.scope.fill"
"""Fills a principal's organisations, alliances and regions once per request."""
WAITING_PROVIDER = "alliance.portal.waiting.rows_waiting"
"""Says which rows of a register's list wait for its reader."""
IDEMPOTENCY_STORE = "alliance.partners.idempotency"
"""Keeps the answers given under an Idempotency-Key."""

# -- PostgreSQL -------------------------------------------------------------------------------

# Web processes and workers get different limits from whoever starts them. Empty: no limit,
# which is right for migrations and loads.
STATEMENT_TIMEOUT = os.environ.get("STATEMENT_TIMEOUT", "")

_limits = {
    "statement_timeout": STATEMENT_TIMEOUT or "0",
    # Longer than any task may run (CELERY_TASK_TIME_LIMIT), so that it never cuts work short.
    "idle_in_transaction_session_timeout": "120s",
}

DATABASES: dict[str, Any] = {
    "default": {
        **dj_database_url.parse(
            # Named so that whoever connects without a server reads what is missing.
            os.environ.get("DATABASE_URL")
            or "postgresql://alliance@%2FDATABASE_URL-is-unset/alliance",
            conn_max_age=60,
            conn_health_checks=True,
        ),
        "ATOMIC_REQUESTS": False,  # actions open their own transactions
        "TEST": {"TEMPLATE": "template0"},
    },
}
DATABASES["default"].setdefault("OPTIONS", {}).update(
    options=" ".join(f"-c {name}={value}" for name, value in _limits.items()),
    connect_timeout=5,
)

# -- Redis: queue and cache, nothing that matters ---------------------------------------------

REDIS_URL = os.environ.get("REDIS_URL") or "unix:///REDIS_URL-is-unset"
# Parallel test processes share one Redis and must not take each other's messages.
REDIS_PREFIX = os.environ.get("PYTEST_XDIST_WORKER", "alliance")

CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "alliance.config.cache.SoftRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": f"{REDIS_PREFIX}-cache",
        "OPTIONS": {
            "socket_timeout": 1,
            "socket_connect_timeout": 1,
            "retry": Retry(NoBackoff(), 0),  # a request does not wait for a cache
        },
    },
}

CELERY_BROKER_URL = broker_url(REDIS_URL)
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 120,
    "socket_timeout": 3,
    "socket_connect_timeout": 2,
    "global_keyprefix": f"{REDIS_PREFIX}:",
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker outlives any outage of Redis
CELERY_TASK_PUBLISH_RETRY = False  # the row in the database is what counts, the message a bell
CELERY_TASK_DEFAULT_QUEUE = "alliance"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SOFT_TIME_LIMIT = 50
CELERY_TASK_TIME_LIMIT = 60  # seconds; below the lease of an owed row and visibility_timeout
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    # A message that nobody took before the next one is worth nothing: it expires.
    "drain": {"task": "alliance.events.tasks.drain", "schedule": 2, "options": {"expires": 10}},
    "work-runs": {
        "task": "alliance.alignment.tasks.work_runs",
        "schedule": 10,
        "options": {"expires": 30},
    },
    "work-blocks": {
        "task": "alliance.alignment.tasks.work_blocks",
        "schedule": 10,
        "options": {"expires": 30},
    },
    "work-sessions": {
        "task": "alliance.imports.tasks.work_sessions",
        "schedule": 10,
        "options": {"expires": 30},
    },
    "nightly": {
        "task": "alliance.alignment.tasks.nightly",
        "schedule": crontab(hour="2", minute="10"),
    },
    "take-effects": {
        "task": "alliance.alignment.tasks.take_effects",
        "schedule": crontab(hour="0", minute="30"),
    },
    "expire-matches": {
        "task": "alliance.collaboration.tasks.expire",
        "schedule": crontab(minute="5"),
    },
    "expire-demands": {"task": "enterprises.tasks.expire", "schedule": crontab(minute="15")},
    "forget-answers": {
        "task": "alliance.partners.tasks.forget",
        "schedule": crontab(hour="3", minute="20"),
    },
    "forget-imports": {
        "task": "alliance.imports.tasks.forget",
        "schedule": crontab(hour="3", minute="30"),
    },
    "forget-identities": {
        "task": "talent.tasks.forget_identities",
        "schedule": crontab(hour="3", minute="40"),
    },
    "fold-outcomes": {
        "task": "talent.tasks.fold_outcomes",
        "schedule": crontab(),  # each minute
        "options": {"expires": 60},
    },
    "check-outcomes": {
        "task": "talent.tasks.check_outcomes",
        "schedule": crontab(hour="1", minute="40"),  # before the night's runs read them
    },
    "remind-of-agreements": {
        "task": "alliance.consortia.tasks.remind",
        "schedule": crontab(hour="7", minute="0"),
    },
}
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat" / "schedule")

# -- people -----------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/workspace/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "alliance.config.adapter.InvitedOnly"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "alliance.portal.errors.csrf_failure"

# -- doors ------------------------------------------------------------------------------------

SECURE_CSP: dict[str, dict[str, str]] = {
    "": {
        "default-src": "'self'",
        "img-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    },
    # The admin theme evaluates attributes and sets styles from script.
    "/admin/": {"script-src": "'self' 'unsafe-eval'", "style-src": "'self' 'unsafe-inline'"},
    "/api/docs/": {"style-src": "'self' 'unsafe-inline'"},
}
"""Path prefix → directives; what a longer prefix says is added to what "" says."""
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "alliance.partners.authentication.KeyAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "alliance.web.paging.Pages",
    "DEFAULT_SCHEMA_CLASS": "alliance.web.schema.Schema",
    "EXCEPTION_HANDLER": "alliance.web.problems.handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    # How many proxies of ours add to X-Forwarded-For; 0: the header is anybody's word and not read.
    "NUM_PROXIES": int(os.environ.get("NUM_PROXIES", "0")),
}

API_RATE = int(os.environ.get("API_RATE", "1200"))
"""Calls per minute that one principal may make to the API; 0: any number."""

SPECTACULAR_SETTINGS = {
    "TITLE": "Industry–Education Alliance Portal",
    "DESCRIPTION": "Demands, matches, projects, results and alignment figures of an alliance.",
    "VERSION": "1.0.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": ENUM_NAMES,
}

UNFOLD = ADMINISTRATION
PGHISTORY_APPEND_ONLY = True  # the history refuses change and removal in the database itself

# -- language and time ------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# -- files ------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "media"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM", "portal@localhost")

# -- logs -------------------------------------------------------------------------------------

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
        "json": {"()": "alliance.config.logs.JsonFormatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # Django's own handlers would send mail to ADMINS and stay silent without DEBUG.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        # One line for each drained message, every two seconds, says nothing.
        "celery.app.trace": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
        # A line for each page of each PDF file, and for each table of its fonts.
        "weasyprint": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
    },
}
