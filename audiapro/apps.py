from django.apps import AppConfig


class AudiaproConfig(AppConfig):
    name = "audiapro"

    def ready(self) -> None:
        from audiapro import checks  # noqa: F401, PLC0415 - registers the system checks
