from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "alliance.registers"
    label = "registers"
