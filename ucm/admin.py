"""The admin of Connections: set one up, copy its webhook address, test it."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from ucm.connect import examine
from ucm.fields import UnreadableSecret
from ucm.forms import ConnectionForm
from ucm.models import Connection, Refusal, new_token
from ucm.protocol.menus import API_USERS, OLD_API_USERS, REAL_TIME_OUTPUT

_API_HELP = (
    f"On the UCM open {API_USERS}: tick Enable, add a user with the permissions for CDR and recordings "
    "(cdrapi, recapi, getSystemStatus, getSystemGeneralStatus, listAccount, listQueue), permit this "
    "machine's IP, leave Call Control off (it would hold every inbound call), save and press Apply Changes. "
    f"A UCM without this page has the old API, under {OLD_API_USERS}: it works too, for calls and recordings."
)
_FOLDER_HELP = (
    "Where the API cannot be had, leave the API address empty. Recordings and CDR exports are then uploaded "
    "under Calls > Add calls, or taken from a folder below WATCH_DIR on this machine, into which the UCM's "
    "backup, an SFTP client or a network drive puts them."
)
_TLS_HELP = (
    "A UCM comes with a certificate of its own making. The surest choice is to pin it: “Test connection” "
    "shows its fingerprint; compare it with the one a browser on the UCM's network shows."
)
_PUSH_HELP = (
    "The secret in the webhook address keeps strangers out. You may ask for more. User and password (HTTP "
    "Basic): a CloudUCM was seen sending none although both were entered there, so look at the refusals at "
    "the end of this page after a test call, and empty the user again if they say so. Allow-list: the "
    "addresses your UCM posts from; behind a proxy it needs the setting TRUSTED_PROXIES."
)


@admin.register(Connection)
class ConnectionAdmin(admin.ModelAdmin):
    form = ConnectionForm
    list_display = ("name", "base_url", "enabled", "tls", "last_event_at", "login_refused")
    list_filter = ("enabled",)
    search_fields = ("name", "base_url")
    actions = ("renew_webhook_address",)
    change_form_template = "admin/ucm/connection/change_form.html"
    fieldsets = (
        (None, {"fields": ("name", "enabled", "time_zone", "language")}),
        (
            "API",
            {
                "description": _API_HELP,
                "fields": ("base_url", "dialect", "username", "new_password", "asks_for_recordings"),
            },
        ),
        ("Without an API", {"description": _FOLDER_HELP, "fields": ("watch_folder",)}),
        (
            "Certificate",
            {
                "description": _TLS_HELP,
                "fields": ("tls", "fingerprint", "ca_certificate", "legacy_tls"),
            },
        ),
        (
            "Who may post records",
            {
                "description": _PUSH_HELP,
                "fields": ("push_user", "new_push_password", "allowed_addresses"),
            },
        ),
    )

    def get_urls(self) -> list[URLPattern]:
        test = path(
            "<path:object_id>/test/",
            self.admin_site.admin_view(self.test_connection),
            name="ucm_connection_test",
        )
        return [test, *super().get_urls()]

    # --- Saving -------------------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Connection, form: ConnectionForm, change: bool) -> None:
        for correction in form.address_changes:
            messages.info(request, f"API address: {correction}")
        if _webhook_path(obj) is None:
            obj.token = new_token()
            messages.warning(request, "The webhook address was unreadable and is new: set it on the UCM.")
        super().save_model(request, obj, form, change)

    @admin.action(description="New webhook address (the old one stops working)", permissions=["change"])
    def renew_webhook_address(self, request: HttpRequest, queryset: QuerySet[Connection]) -> None:
        for connection in queryset:
            connection.token = new_token()
            connection.save(update_fields=["token", "token_hash"])
            self.log_change(request, connection, "New webhook address.")
            messages.warning(
                request, f"“{connection}” has a new webhook address. Copy it from its page to the UCM now."
            )

    # --- Pages --------------------------------------------------------------------------------------

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        connection: Connection | None = kwargs.get("obj")
        # The address is a secret: it lets whoever knows it send call records.
        if connection and self.has_change_permission(request, connection):
            webhook_path = _webhook_path(connection)
            context["webhook_url"] = webhook_path and request.build_absolute_uri(webhook_path)
            context["refusals"] = Refusal.objects.shown_to(connection)
        context["real_time_output"] = REAL_TIME_OUTPUT
        return super().render_change_form(request, context, *args, **kwargs)

    @method_decorator(require_POST)
    def test_connection(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Diagnose the connection as it is stored, and show each step. At most one login on the UCM."""
        connection = self.get_object(request, object_id)
        if connection is None:
            raise Http404
        if not self.has_change_permission(request, connection):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": connection,
            "title": f"Test of {connection}",
            "is_nav_sidebar_enabled": False,  # a fingerprint is wide
            "findings": examine(connection),
        }
        return TemplateResponse(request, "admin/ucm/connection/diagnosis.html", context)


def _webhook_path(connection: Connection) -> str | None:
    try:
        return connection.webhook_path
    except UnreadableSecret:
        return None
