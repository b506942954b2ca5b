"""A language model that fails is left alone for a while, and longer each time.

Three failures in a row pause it for a minute, each further one for twice as long, up to an hour; what only an
admin can mend pauses it at once. After a pause one call tries it for all the others.
"""

from datetime import datetime, timedelta

from django.db.models import F

from analytics.models import LanguageModel

FAILURES = 3
FIRST_PAUSE, LONGEST_PAUSE = 60.0, 3600.0  # seconds


def pause_after(failures: int, *, is_lasting: bool) -> float:
    """Seconds of pause after so many failures in a row; 0 where the next call may try at once."""
    if is_lasting:
        return LONGEST_PAUSE if failures > FAILURES else FIRST_PAUSE * 5
    if failures < FAILURES:
        return 0.0
    return float(min(FIRST_PAUSE * 2 ** (failures - FAILURES), LONGEST_PAUSE))


def wait(model: LanguageModel, *, now: datetime) -> float:
    """Seconds until it may be asked; 0 for whoever may ask now. After a pause that is one of all who ask."""
    if model.paused_until is None:
        return 0.0
    if model.paused_until > now:
        return (model.paused_until - now).total_seconds()
    until = now + timedelta(seconds=model.patience)
    is_first = LanguageModel.objects.filter(pk=model.pk, paused_until=model.paused_until).update(
        paused_until=until
    )
    return 0.0 if is_first else float(model.patience)


def failed(model: LanguageModel, *, now: datetime, why: str, is_lasting: bool) -> None:
    LanguageModel.objects.filter(pk=model.pk).update(failures=F("failures") + 1)
    model.refresh_from_db(fields=["failures"])
    pause = pause_after(model.failures, is_lasting=is_lasting)
    model.paused_until = now + timedelta(seconds=pause) if pause else None
    model.paused_why = why if pause else ""
    model.save(update_fields=["paused_until", "paused_why"])


def worked(model: LanguageModel) -> None:
    """It answered: whatever was before is forgotten."""
    if model.failures or model.paused_until:
        model.failures, model.paused_until, model.paused_why = 0, None, ""
        model.save(update_fields=["failures", "paused_until", "paused_why"])
