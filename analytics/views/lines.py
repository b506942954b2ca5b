"""Correcting a line of a transcript: in its place on the call page; without scripts, on a page of its own."""

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from analytics.line_form import LineForm
from analytics.queries import call as queries
from analytics.queries import corrections
from analytics.queries.progress import progress
from analytics.queries.transcript import Line, lines
from calls import correcting
from calls.models import Call, Correction

PERMISSION = "calls.change_utterance"
may_correct = permission_required(PERMISSION, raise_exception=True)


@require_safe
@never_cache
def line(request: HttpRequest, pk: int, index: int) -> HttpResponse:
    """The line as it reads now, to be put back where its form was."""
    call = get_object_or_404(Call, pk=pk)
    shown = _lines(call).get(index)
    if not request.htmx:
        return redirect(_place(call, index))
    if shown is None:
        return HttpResponseClientRefresh()
    context = {"call": call, "line": shown, "may_correct": request.user.has_perm(PERMISSION)}
    return render(request, "calls/_line.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@may_correct
def edit(request: HttpRequest, pk: int, index: int) -> HttpResponse:
    """The line's form; a POST keeps what it says, and shows the line or what is in the way."""
    call = get_object_or_404(Call, pk=pk)
    shown = _lines(call).get(index)
    if shown is None and request.method != "POST":
        raise Http404("The transcript has no such line.")
    initial = {"text": shown.text, "was": shown.text} if shown else {}
    form = LineForm(request.POST or None, initial=initial, auto_id=f"line-{index}-%s")
    if request.method == "POST" and form.is_valid():
        try:
            correcting.correct(
                call, index, form.cleaned_data["text"], was=form.cleaned_data["was"], by=request.user
            )
        except correcting.LineChanged as changed:
            form.tell_changed(changed.text)
        else:
            return _done(request, call, [index])
    in_place = "calls/_line.html" if shown else "calls/_line_lost.html"
    template = in_place if request.htmx else "calls/line.html"
    return render(request, template, {"call": call, "index": index, "line": shown, "form": form})


@require_POST
@may_correct
def undo(request: HttpRequest, pk: int, index: int) -> HttpResponse:
    call = get_object_or_404(Call, pk=pk)
    return _done(request, call, [index, *correcting.undo(call, index)])


@require_POST
@may_correct
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a correction that has no place off the page."""
    correction = get_object_or_404(Correction.objects.select_related("recording"), pk=pk)
    correcting.dismiss(correction)
    return HttpResponse() if request.htmx else redirect("call", pk=correction.recording.call_id)


def _lines(call: Call) -> dict[int, Line]:
    transcript = queries.transcript_of(queries.with_lines(call))
    marks = corrections.of_call(call).marks
    return {shown.index: shown for shown in lines(transcript, marks=marks)}


def _done(request: HttpRequest, call: Call, changed: list[int]) -> HttpResponse:
    """The changed lines, the one that was asked for first, and the strip: the call is analysed again."""
    if not request.htmx:
        return redirect(_place(call, changed[0]))
    shown = _lines(call)
    context = {
        "call": call,
        "call_id": call.pk,
        "changed": [shown[index] for index in changed if index in shown],
        "may_correct": True,
        "progress": progress(queries.with_steps(call.pk)),
    }
    return render(request, "calls/_corrected.html", context)


def _place(call: Call, index: int) -> str:
    return f"{reverse('call', args=[call.pk])}#u{index}"
