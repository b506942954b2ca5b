"""The form of the search page: what to look for, beside the filters of the call list."""

from dataclasses import dataclass

from django import forms
from django.http import QueryDict

from analytics.forms import NO_NAMES, FilterForm, Names, offer, values
from analytics.queries.agents import Agents
from analytics.queries.filters import Filters
from analytics.queries.period import Period
from analytics.queries.search.query import LONGEST


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person looks for. `words_only`: not by meaning."""

    text: str
    filters: Filters
    words_only: bool = False


class SearchForm(FilterForm):
    """Unlike the list it looks through all of time: what was said once is sought whenever that was."""

    q = forms.CharField(required=False, label="Search")
    period = forms.ChoiceField(required=False, choices=Period.choices, initial=Period.ALL)
    words_only = forms.BooleanField(required=False, label="Words only, not meaning")
    field_order = ["q", "period", "direction", "agent", "disposition", "sentiment"]

    def asked(self) -> Asked:
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        text, words_only = given.pop("q", ""), given.pop("words_only", False)
        given["period"] = Period(given.get("period", Period.ALL))
        return Asked(text[:LONGEST], Filters(**given), words_only)


def asked_from(query: QueryDict) -> Asked:
    return SearchForm(query).asked()


def form_for(asked: Asked, agents: Agents, names: Names = NO_NAMES) -> SearchForm:
    """The form as it stands for what was asked, defaults filled in."""
    filters = values(asked.filters) | {"period": asked.filters.period.value}
    form = SearchForm(filters | {"q": asked.text, "words_only": asked.words_only})
    offer(form, asked.filters, agents, names)
    return form


def without_filters(asked: Asked) -> str:
    """The part of the page's URL after "?" that looks for the same words in every call."""
    query = QueryDict(mutable=True)
    query["q"] = asked.text
    return query.urlencode()
