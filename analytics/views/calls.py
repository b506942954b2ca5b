"""The call list: the same URL answers a browser with the page and htmx with its results."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from analytics import exports, forms, rules
from analytics.queries import calls as queries
from analytics.queries.agents import Agents, agents_known
from analytics.queries.filters import counts, matching, over_all_time
from analytics.queries.paging import cursor_from
from calls.models import Call


@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    filters = forms.filters_from(request.GET)
    cursor = cursor_from(request.GET.get("at", ""))
    found = counts(filters)
    if not found.here and not Call.objects.exists():
        return render(request, "overview/first_call.html")
    is_fragment = bool(request.htmx) and not request.htmx.history_restore_request
    # A fragment shows no form, so it needs the agents' names only to say which one is chosen.
    agents = agents_known() if filters.agent or not is_fragment else Agents()
    context = {
        "is_fragment": is_fragment,
        "filters": filters,
        "form": forms.form_for(filters, agents, forms.NO_NAMES if is_fragment else rules.names()),
        "chips": forms.chips(filters, agents),
        "page": queries.rows(filters, cursor),
        "counts": found,
        "query": forms.query_string(filters),
        "query_over_all_time": forms.query_string(over_all_time(filters)),
    }
    response = render(request, "calls/_results.html" if is_fragment else "calls/list.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """Every call that matches the filters, not only the page that is shown."""
    found = matching(forms.filters_from(request.GET))
    site = request.build_absolute_uri("/").rstrip("/")
    rows = exports.lines(found, site=site, zone=timezone.get_current_timezone())
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    name = f"calls-{timezone.localdate():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
