"""The wiring room as an installed application."""

from importlib import import_module

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Loads the Celery application, so that every process publishes with the same settings."""

    name = "alliance.config"
    label = "config"

    def ready(self) -> None:
        """Bind the rooms' shared tasks to our application before anybody publishes one."""
        import_module("alliance.config.celery")
