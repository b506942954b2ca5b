"""The admin of backfills: ask for past days, watch them come in, pause, resume and cancel."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST, require_safe

from calls.backfill_progress import progress
from calls.forms import BackfillForm
from calls.models import Backfill
from calls.sources import backfill as backfills

# verb: (what to do, said when it could be done)
VERBS = {
    "pause": (Backfill.pause, "Paused. What is under way is finished first."),
    "resume": (Backfill.resume, "It goes on within seconds."),
    "cancel": (backfills.cancel, "Cancelled. What has come stays."),
}


@admin.register(Backfill)
class BackfillAdmin(admin.ModelAdmin):
    form = BackfillForm
    list_display = (
        "connection", "first_day", "last_day", "state", "days_so_far", "calls_found", "recordings", "why",
    )  # fmt: skip
    list_filter = ("state", "connection")
    list_select_related = ("connection",)

    def get_urls(self) -> list[URLPattern]:
        watch = self.admin_site.admin_view(self.progress_view)
        act = self.admin_site.admin_view(self.act_view)
        return [
            path("<int:pk>/progress/", watch, name="calls_backfill_progress"),
            path("<int:pk>/do/<slug:verb>/", act, name="calls_backfill_do"),
            *super().get_urls(),
        ]

    @admin.display(description="Days")
    def days_so_far(self, backfill: Backfill) -> str:
        return f"{backfill.days_done} of {backfill.days}"

    def has_delete_permission(self, request: HttpRequest, obj: Backfill | None = None) -> bool:
        """The record of what was asked for stays, as the calls it brought do."""
        return False

    def get_form(self, *args: Any, **kwargs: Any) -> type[ModelForm]:
        """Without the signs that would open the connection from here."""
        form = super().get_form(*args, **kwargs)
        wrapper = form.base_fields["connection"].widget
        form.base_fields["connection"].widget = getattr(wrapper, "widget", wrapper)
        return form

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        one_way = {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().add_view(request, form_url, {**(extra_context or {}), **one_way})

    def response_add(self, request: HttpRequest, obj: Backfill, post_url_continue: str | None = None) -> Any:
        messages.success(request, "It begins within seconds, with the newest day.")
        return redirect(_page(obj))

    # --- Pages --------------------------------------------------------------------------------------

    @method_decorator(require_safe)
    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Nothing can be typed here: the page shows how far it is."""
        return TemplateResponse(request, "admin/calls/backfill/page.html", self._shown(request, object_id))

    @method_decorator(require_safe)
    def progress_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The part of the page that asks for itself again while there is something to come."""
        return TemplateResponse(request, "admin/calls/backfill/_progress.html", self._shown(request, pk))

    @method_decorator(require_POST)
    def act_view(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        backfill = self._found(request, pk)
        if not self.has_change_permission(request, backfill):
            raise PermissionDenied
        if verb not in VERBS:
            raise Http404
        do, said = VERBS[verb]
        if do(backfill):
            self.log_change(request, backfill, said)
            messages.success(request, said)
        else:
            messages.warning(
                request, f"Nothing was changed: it is {backfill.get_state_display().lower()} by now."
            )
        return redirect(_page(backfill))

    def _found(self, request: HttpRequest, pk: int | str) -> Backfill:
        backfill: Backfill | None = self.get_object(request, str(pk))
        if backfill is None:
            raise Http404
        if not self.has_view_permission(request, backfill):
            raise PermissionDenied
        return backfill

    def _shown(self, request: HttpRequest, pk: int | str) -> dict[str, Any]:
        backfill = self._found(request, pk)
        so_far = progress(backfill)
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": backfill,
            "title": f"Backfill of {backfill.connection}",
            "backfill": backfill,
            "progress": so_far,
            "is_open": backfill.state in Backfill.OPEN,
            "goes_on": backfill.state in Backfill.OPEN or (_is_done(backfill) and so_far.is_at_work),
            "may_act": self.has_change_permission(request, backfill),
        }


def _is_done(backfill: Backfill) -> bool:
    return backfill.state == Backfill.State.DONE


def _page(backfill: Backfill) -> str:
    return reverse("admin:calls_backfill_change", args=[backfill.pk])
