"""System checks (`manage.py check`): what would go wrong later, said now, with what to do."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.utils.module_loading import import_string

from audiapro import readiness


@register
def stages_exist(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    messages: list[CheckMessage] = []
    for path in settings.CALL_STAGES:
        try:
            import_string(path)
        except ImportError as error:
            messages.append(
                Error(f"CALL_STAGES names {path}, which does not import: {error}", id="audiapro.E001")
            )
    return messages


@register(deploy=True)
def ready_to_work(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """With `check --deploy`: the model is whole, the disk has room, the broker answers."""
    return [
        Warning(finding.problem, hint=finding.mend, id=f"audiapro.W{number:03}")
        for number, finding in enumerate(readiness.findings(), start=1)
        if not finding.is_ready
    ]
