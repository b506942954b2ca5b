"""What a language model may cost in a day: calls that it is asked about, and tokens."""

from datetime import date

from django.db.models import F

from analytics.models import LanguageModel, Spending


def take(model: LanguageModel, *, today: date) -> str:
    """Count a call. Why it may not be asked today, or ""."""
    Spending.objects.get_or_create(language_model=model, day=today)
    left = Spending.objects.filter(language_model=model, day=today, calls__lt=model.calls_a_day)
    if model.tokens_a_day is not None:
        left = left.filter(tokens__lt=model.tokens_a_day)
    if left.update(calls=F("calls") + 1):
        return ""
    return "The language model was asked as often as it may be today."


def spent(model: LanguageModel, tokens: int, *, today: date) -> None:
    Spending.objects.filter(language_model=model, day=today).update(tokens=F("tokens") + tokens)
