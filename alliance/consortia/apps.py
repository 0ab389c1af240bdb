from django.apps import AppConfig


class ConsortiaConfig(AppConfig):
    name = "alliance.consortia"
    label = "consortia"
