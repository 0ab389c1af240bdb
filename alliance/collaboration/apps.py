from django.apps import AppConfig


class CollaborationConfig(AppConfig):
    name = "alliance.collaboration"
    label = "collaboration"
