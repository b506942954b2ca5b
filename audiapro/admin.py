"""The admin of failed sign-ins: who is locked out, and letting them in."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from audiapro.models import FailedSignIns


class LockedFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "locked"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("1", "Locked out now")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.locked() if self.value() == "1" else queryset


@admin.register(FailedSignIns)
class FailedSignInsAdmin(admin.ModelAdmin):
    list_display = ("scope", "whose", "address", "count", "is_locked", "ends_at", "last_at")
    list_filter = (LockedFilter, "scope")
    list_select_related = ("user",)
    search_fields = ("user__username", "address")
    actions = ("let_in",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: FailedSignIns | None = None) -> bool:
        return False

    @admin.display(description="user", ordering="user")
    def whose(self, row: FailedSignIns) -> str:
        if row.scope == FailedSignIns.Scope.ADDRESS:
            return "any"
        return row.user.get_username() if row.user else "a name that is nobody's"

    @admin.display(description="locked out", boolean=True)
    def is_locked(self, row: FailedSignIns) -> bool:
        return row.is_locked

    @admin.action(description="Let them try again at once", permissions=["delete"])
    def let_in(self, request: HttpRequest, queryset: QuerySet) -> None:
        queryset.delete()
        messages.success(request, "They may try again at once. The tries counted so far are forgotten.")
