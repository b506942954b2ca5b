"""“Who is who?”: a person corrects who of a call's speakers is the agent, or takes that back."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh

from analytics.queries import call as queries
from analytics.queries.who import who_is_who
from analytics.who_forms import HEARD_AGAIN, NOT_CLEAR, LineForm, WhoIsWhoForm
from calls import who_is_who as roles
from calls.models import Utterance


@require_POST
@permission_required("calls.change_utterance", raise_exception=True)
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    call = queries.one(pk)
    transcript = queries.transcript_of(call)
    who = who_is_who(call, transcript)
    if transcript is None or who is None:
        raise Http404("Nobody has been told apart in this call.")
    form = WhoIsWhoForm(request.POST, who=who)
    if not form.is_valid():
        return _refused(request, pk, form.problem)
    if request.POST.get("do") == "withdraw":
        roles.withdraw(transcript)
    else:
        roles.correct(transcript, form.said, by=request.user)
    return _strip(request, pk) if request.htmx else _back(pk)


@require_POST
@permission_required("calls.change_utterance", raise_exception=True)
def give_to_other(request: HttpRequest, pk: int) -> HttpResponse:
    """One line of the transcript that the page showed was said by the other one."""
    form = LineForm(request.POST)
    if not form.is_valid():
        raise Http404("There is no such line.")
    lines = Utterance.objects.select_related("recording", "transcript__call").filter(transcript__call=pk)
    line = lines.filter(transcript=form.cleaned_data["transcript"], index=form.cleaned_data["line"]).first()
    if line is None:
        return _refused(request, pk, HEARD_AGAIN)
    if not roles.move(line, by=request.user):
        return _refused(request, pk, NOT_CLEAR)
    return _strip(request, pk) if request.htmx else _back(pk)


def _refused(request: HttpRequest, pk: int, why: str) -> HttpResponse:
    messages.error(request, why)
    return HttpResponseClientRefresh() if request.htmx else _back(pk)


def _back(pk: int) -> HttpResponse:
    return redirect(reverse("call", args=[pk]) + "#transcript")


def _strip(request: HttpRequest, pk: int) -> HttpResponse:
    """htmx follows to the strip, which brings everything that shows a role."""
    shown = {"player": request.POST["player"]} if "player" in request.POST else {}
    return redirect(reverse("call-progress", args=[pk], query=shown | {"drawn": "before"}))
