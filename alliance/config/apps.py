"""The wiring room as an installed application."""

from importlib import import_module

from django.apps import AppConfig

from alliance.config.wording import name_what_is_unnamed


class ConfigConfig(AppConfig):
    """Loads the Celery application, so that every process publishes with the same settings."""

    name = "alliance.config"
    label = "config"

    def ready(self) -> None:
        """Bind the rooms' shared tasks to our application, and name what no room names."""
        import_module("alliance.config.celery")
        name_what_is_unnamed()
