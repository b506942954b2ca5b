"""The form of a backfill in the admin."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from calls.models import Backfill
from ucm.models import Connection

A_MONTH = timedelta(days=30)


class DayInput(forms.DateInput):
    """The browser's own date field: it needs no script, and suits keyboard and phone."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class BackfillForm(forms.ModelForm):
    class Meta:
        model = Backfill
        fields = ["connection", "first_day", "last_day", "recordings"]
        widgets = {"first_day": DayInput(), "last_day": DayInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        yesterday = timezone.localdate() - timedelta(days=1)
        self.initial = {
            "connection": Connection.objects.askable().values_list("pk", flat=True).first(),
            "first_day": yesterday - A_MONTH,
            "last_day": yesterday,
        } | self.initial
