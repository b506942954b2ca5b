"""The filter bar: a GET form that turns a URL into Filters and Filters into a URL."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict

from analytics.models import Insight
from analytics.queries.agents import Agents
from analytics.queries.filters import AT_RISK, MISSED, Filters
from analytics.queries.period import Period
from analytics.queries.status import Status
from calls.models import Call

DISPOSITIONS = [
    ("", "Any outcome"),
    (MISSED, "Not answered by a person"),
    *((value, str(label)) for value, label in Call.Disposition.choices),
]
MOODS = [
    *((value, str(label)) for value, label in Insight.Sentiment.choices if value),
    *((course.value, str(course.label)) for course in (Insight.Course.IMPROVING, Insight.Course.WORSENING)),
    (AT_RISK, "At risk"),
]

SCORES = [("low", "Score below 50"), ("fair", "Score 50 to 79"), ("good", "Score 80 or more")]


class FilterForm(forms.Form):
    """Every field is optional, and a value that makes no sense counts as not given: a link that
    somebody shortened or that an older version made still shows a list."""

    q = forms.CharField(required=False, max_length=100, label="Search")
    period = forms.ChoiceField(required=False, choices=Period.choices)
    day = forms.DateField(
        required=False,
        widget=forms.HiddenInput,
        # Beyond these, shifting a day by a time zone leaves the calendar.
        validators=[MinValueValidator(date(1970, 1, 2)), MaxValueValidator(date(2200, 1, 1))],
    )
    direction = forms.ChoiceField(
        required=False, choices=[("", "Any direction"), *Call.Direction.choices], label="Direction"
    )
    # Any number makes sense, for an extension may be gone while its calls are not: the choices, which
    # cost a query, are only there to choose from.
    agent = forms.RegexField(r"^[0-9]{1,18}-[^\x00]{1,80}$", required=False, strip=False, widget=forms.Select)
    disposition = forms.ChoiceField(required=False, choices=DISPOSITIONS, label="Outcome")
    sentiment = forms.ChoiceField(required=False, choices=[("", "Any sentiment"), *MOODS])
    status = forms.ChoiceField(required=False, choices=[("", "Any status"), *Status.choices])

    # Any name makes sense: a topic may be renamed or gone while calls still have it.
    topic = forms.CharField(required=False, max_length=60, strip=False, widget=forms.Select)
    tracker = forms.CharField(required=False, max_length=60, strip=False, widget=forms.Select)
    quality = forms.ChoiceField(required=False, choices=[("", "Any score"), *SCORES], label="Quality")

    def filters(self) -> Filters:
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        if "period" in given:
            given["period"] = Period(given["period"])
        return Filters(**given)


def filters_from(query: QueryDict) -> Filters:
    return FilterForm(query).filters()


@dataclass(frozen=True, slots=True)
class Names:
    """What calls can be chosen by that people named: a field without any is left out."""

    topics: Sequence[str] = ()
    trackers: Sequence[str] = ()
    has_scores: bool = False


NO_NAMES = Names()


def form_for(filters: Filters, agents: Agents, names: Names = NO_NAMES) -> FilterForm:
    """The form as it stands for these filters, defaults filled in."""
    form = FilterForm(values(filters) | {"period": filters.period.value})
    offer(form, filters, agents, names)
    return form


def offer(form: FilterForm, filters: Filters, agents: Agents, names: Names) -> None:
    """Give the form the choices that come from rows; no field for what there is none of."""
    form.fields["agent"].widget.choices = [("", "Any agent"), *agents.choices(filters.agent)]
    _choose(form, "topic", names.topics, filters.topic)
    _choose(form, "tracker", names.trackers, filters.tracker)
    if not names.has_scores and not filters.quality:
        del form.fields["quality"]


def _choose(form: FilterForm, name: str, known: Sequence[str], chosen: str) -> None:
    names = sorted({*known, chosen} - {""}, key=str.casefold)
    form.fields[name].widget.choices = [("", f"Any {name}"), *zip(names, names, strict=True)]
    if not names:
        del form.fields[name]


def values(filters: Filters) -> dict[str, str]:
    """The filters that differ from the defaults, as text."""
    return {
        field.name: str(value)
        for field in fields(Filters)
        if (value := getattr(filters, field.name)) != field.default
    }


def query_string(filters: Filters, **changes: str) -> str:
    """The part of a URL after "?"; a change to "" takes that filter away."""
    query = QueryDict(mutable=True)
    query.update({name: text for name, text in (values(filters) | changes).items() if text})
    return query.urlencode()


@dataclass(frozen=True, slots=True)
class Chip:
    """One active filter in words, and the query string of the list without it."""

    text: str
    without: str


def chips(filters: Filters, agents: Agents) -> list[Chip]:
    return [
        Chip(_in_words(name, text, agents), query_string(filters, **{name: ""}))
        for name, text in values(filters).items()
        if name != "period" or not filters.day
    ]


def _in_words(name: str, text: str, agents: Agents) -> str:
    if name == "q":
        return f"“{text}”"
    if name == "agent":
        return agents.label(text)
    if name in ("day", "topic", "tracker"):
        return text
    choices = dict(FilterForm.base_fields[name].choices)  # type: ignore[attr-defined]
    return str(choices[text])
