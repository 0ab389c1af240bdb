"""Entry of the web server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alliance.config.settings.prod")
# No page may hold a connection longer; whoever starts the server may say otherwise.
os.environ.setdefault("STATEMENT_TIMEOUT", "5s")

application = get_wsgi_application()
