"""The search page: the same URL answers a browser with the page and htmx with its results."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from analytics import rules, search_form
from analytics.insight.tools import Tools
from analytics.models import Passage
from analytics.queries.agents import Agents, agents_known
from analytics.queries.filters import Filters
from analytics.queries.period import Period
from analytics.queries.search import meaning, results
from analytics.tools import embedder

EXAMPLES = (
    ('"cancel my contract"', "these words in this order"),
    ("invoic* refund", "both, the first with any ending: invoice, invoices, invoicing"),
    ("customer:supervisor -voicemail", "said by the customer, in calls where nobody said voicemail"),
)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    asked = search_form.asked_from(request.GET)
    is_fragment = bool(request.htmx) and not request.htmx.history_restore_request
    model = embedder()
    tools = Tools(embedder=None if asked.words_only else model)
    context = {
        "is_fragment": is_fragment,
        "asked": asked,
        "form": _form(asked, is_fragment=is_fragment),
        "results": results.search(asked.text, asked.filters, tools=tools),
        "is_filtered": asked.filters != Filters(period=Period.ALL),
        "everywhere": search_form.without_filters(asked),
        "can_mean": model is not None,
        "most_compared": meaning.MOST_COMPARED,
        "examples": EXAMPLES,
        "is_empty": not Passage.objects.exists(),
    }
    response = render(request, "search/_results.html" if is_fragment else "search/page.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _form(asked: search_form.Asked, *, is_fragment: bool) -> search_form.SearchForm:
    """Results alone need none of the choices that rows would have to be read for."""
    if is_fragment:
        return search_form.form_for(asked, Agents())
    return search_form.form_for(asked, agents_known(), rules.names())
