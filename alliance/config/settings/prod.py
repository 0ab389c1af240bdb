"""Behind a web server that ends TLS. Everything that differs between sites is a variable."""

import os
import re
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from alliance.config.settings.base import *

SHORTEST_KEY = 50
IDENTITY_KEY = re.compile(r"[\w-]{43}=?\Z", re.ASCII)  # 32 bytes in URL-safe base64

if os.environ.get("DEBUG"):
    msg = "DEBUG is set: the portal does not run in production with it. Unset it."
    raise ImproperlyConfigured(msg)
if len(SECRET_KEY) < SHORTEST_KEY:
    msg = f"SECRET_KEY is missing or shorter than {SHORTEST_KEY} characters."
    raise ImproperlyConfigured(msg)
for _name in ("DATABASE_URL", "REDIS_URL", "ALLOWED_HOSTS"):
    if not os.environ.get(_name):
        msg = f"{_name} is not set."
        raise ImproperlyConfigured(msg)

if not IDENTITY_KEYS:
    msg = "IDENTITY_KEYS is not set."
    raise ImproperlyConfigured(msg)
for _key in IDENTITY_KEYS:
    if not IDENTITY_KEY.match(_key):
        msg = "IDENTITY_KEYS: each key must be 32 random bytes in URL-safe base64."
        raise ImproperlyConfigured(msg)

ALLOWED_HOSTS = [*ALLOWED_HOSTS, "127.0.0.1"]  # probes of the same machine

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
# Probes come from inside, without TLS and without the proxy's header.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"

STATIC_ROOT = Path(os.environ.get("STATIC_ROOT") or STATIC_ROOT)
STORAGES["staticfiles"] = {
    "BACKEND": "alliance.web.static.GzippedManifest",
}

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS") == "1"
EMAIL_TIMEOUT = 10

LOGGING["handlers"]["console"]["formatter"] = "json"
