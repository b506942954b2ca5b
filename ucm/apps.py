from django.apps import AppConfig


class UcmConfig(AppConfig):
    name = "ucm"
    verbose_name = "Phone systems"
