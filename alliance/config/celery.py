"""The portal's Celery application. Loaded by the wiring room's app configuration."""

from celery import Celery

app = Celery("alliance")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
