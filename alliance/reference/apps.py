from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    name = "alliance.reference"
    label = "reference"
