"""Forms of trackers and scorecards, as plain as a supervisor wants them."""

from django import forms
from django.forms import BaseInlineFormSet, inlineformset_factory

from analytics.insight.metrics import DEFINITIONS
from analytics.rule_models import MOST_ITEMS, Scorecard, ScorecardItem, Tracker

METRICS = [("", "no number"), *((metric.key, metric.label) for metric in DEFINITIONS)]


class TrackerForm(forms.ModelForm):
    class Meta:
        model = Tracker
        fields = [
            "name", "phrases", "examples", "threshold", "said_by", "asked", "where", "seconds", "is_absence",
            "is_active",
        ]  # fmt: skip
        widgets = {
            "phrases": forms.Textarea(attrs={"rows": 5}),
            "examples": forms.Textarea(attrs={"rows": 3}),
            "threshold": forms.NumberInput(attrs={"step": "0.05"}),
        }


class ScorecardForm(forms.ModelForm):
    class Meta:
        model = Scorecard
        fields = ["name", "direction", "is_active"]


class ItemForm(forms.ModelForm):
    metric = forms.ChoiceField(choices=METRICS, required=False, label="or number of the call")

    class Meta:
        model = ScorecardItem
        fields = ["text", "tracker", "is_wanted", "metric", "least", "most", "weight", "is_auto_fail"]
        widgets = {"weight": forms.NumberInput(attrs={"step": "0.5"})}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["tracker"].empty_label = "no tracker"

    def has_changed(self) -> bool:
        """A row without a question was left empty, whatever its weight says."""
        return bool(self.instance.pk or self["text"].value()) and super().has_changed()


ItemFormSet = inlineformset_factory(
    Scorecard,
    ScorecardItem,
    form=ItemForm,
    formset=BaseInlineFormSet,
    extra=3,
    max_num=MOST_ITEMS,
    validate_max=True,
    can_delete=True,
    can_delete_extra=False,
)
