"""The tests' settings: real PostgreSQL, Redis and Celery; only what costs time is cheaper."""

from alliance.config.settings.base import *

SECRET_KEY = "only-for-tests-0123456789-0123456789-0123456789-0123456789"  # noqa: S105 -- no secret
IDENTITY_KEYS = ["only-for-tests-only-for-tests-only-for-test"]
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]

# Hashing is slow on purpose; the tests sign in thousands of times.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

API_RATE = 0  # one principal makes thousands of calls in the matrix; the limit has its own test

WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

LOGGING["root"]["level"] = "WARNING"
