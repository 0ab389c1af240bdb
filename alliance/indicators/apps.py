from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "alliance.indicators"
    label = "indicators"
