from django.apps import AppConfig


class AlignmentConfig(AppConfig):
    name = "alliance.alignment"
    label = "alignment"
