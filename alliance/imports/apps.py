from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "alliance.imports"
    label = "imports"
