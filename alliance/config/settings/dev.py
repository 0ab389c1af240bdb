"""One machine, without a web server in front: what `make up` runs."""

import os

from alliance.config.settings.base import *

# Off by default: who tries the portal shall meet the pages that users meet.
DEBUG = os.environ.get("DEBUG") == "1"

_bind = os.environ.get("BIND", "127.0.0.1")
ALLOWED_HOSTS = [
    *ALLOWED_HOSTS,
    "localhost",
    "127.0.0.1",
    "[::1]",
    # Bound to every address, the names under which the machine is reached are unknown here.
    *(["*"] if _bind in {"0.0.0.0", "::"} else [_bind]),  # noqa: S104 -- compared, not bound
]

# Serve static files from where they lie; no collecting step.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
