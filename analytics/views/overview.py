"""The overview: one period's numbers, when the calls came, and what needs attention."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from analytics import charts
from analytics.queries import overview as numbers
from analytics.queries.attention import attention
from analytics.queries.handling import handling, repeat_calls
from analytics.queries.period import Period, span_of
from analytics.queries.tiles import queue_tiles, tiles
from analytics.queries.topics import about
from calls.models import Call

PERIODS = (Period.WEEK, Period.MONTH, Period.QUARTER)


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    period = _period(request.GET.get("period", ""))
    if not Call.objects.exists():
        return render(request, "overview/first_call.html")
    span = span_of(period)
    earlier = span.earlier(int(period))
    before, now = numbers.totals(earlier), numbers.totals(span)
    handled = handling(span)
    moods, days = numbers.moods(span), numbers.volume(span)
    context = {
        "period": period,
        "periods": PERIODS,
        "span": span,
        "totals": now,
        "earlier": 0 if now.calls else numbers.earlier_calls(span),
        "tiles": [*tiles(now, before), *queue_tiles(handled.all, handling(earlier).all)],
        "handling": handled,
        "repeats": repeat_calls(span),
        "days": days,
        "volume": charts.volume_chart(days),
        "heat": charts.heat_map(numbers.by_hour(span)),
        "moods": moods,
        "mood_bar": charts.mood_bar(moods),
        "about": about(span, earlier),
        "attention": attention(span),
    }
    return render(request, "overview/page.html", context)


def _period(text: str) -> Period:
    return Period(text) if text in PERIODS else Period.WEEK
