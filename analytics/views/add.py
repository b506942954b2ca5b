"""“Add calls”: recordings and CDR exports by hand, for phone systems whose API cannot be had."""

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from analytics.queries import imports as queries
from analytics.upload_forms import ToldForm, UploadForm
from calls.imports.made import told_by
from calls.imports.upload_handler import PERMISSION
from calls.models import ImportedFile
from calls.sources import upload
from ucm.models import Connection

may_add = permission_required(PERMISSION, raise_exception=True)


@require_http_methods(["GET", "HEAD", "POST"])
@may_add
def add(request: HttpRequest) -> HttpResponse:
    """The form and what waits; a POST takes the files in and leads to what became of them."""
    form = UploadForm(request.POST or None, request.FILES or None)
    refused = getattr(request, "upload_refused", None)
    if request.method == "POST" and form.is_valid() and not refused:
        batch = upload.receive(form.cleaned_data["connection"], form.cleaned_data["files"])
        return redirect("calls-added", batch)
    context = {
        "form": form,
        "refused": refused,
        "waiting": queries.waiting(),
        "has_connection": Connection.objects.exists(),
    }
    return render(request, "calls/add.html", context)


@require_safe
@never_cache
@may_add
def added(request: HttpRequest, batch: str) -> HttpResponse:
    """What became of each file of an upload; htmx asks for the list again while records are being read."""
    found = queries.batch_of(batch)
    if not found.total:
        raise Http404
    # htmx also follows the upload's redirect to here, and then wants the page.
    template = "calls/_added.html" if request.GET.get("list") else "calls/added.html"
    return render(request, template, {"batch": found, "key": batch})


@require_http_methods(["GET", "HEAD", "POST"])
@may_add
def tell(request: HttpRequest, pk: int) -> HttpResponse:
    """Say of a recording what its name does not tell, and have a call made of it."""
    file = get_object_or_404(ImportedFile.objects.without_call().filter(call=None, events=None), pk=pk)
    form = ToldForm(request.POST or None, initial=_guess(file))
    if request.method == "POST" and form.is_valid():
        upload.make_now(file, form.told())
        return redirect("calls-added", file.batch) if file.batch else redirect("calls-add")
    return render(request, "calls/tell.html", {"file": file, "form": form})


def _guess(file: ImportedFile) -> dict[str, object]:
    told = told_by(file)
    return {
        "start": told.start,
        "caller": told.caller,
        "callee": told.callee,
        "direction": told.direction,
    }
