"""The admin's view of the record: what could not be read (Replay), what failed (Retry), and calls."""

from collections.abc import Iterator, Sequence

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import pluralize

from calls import ingest, pipeline
from calls.admin_backfill import BackfillAdmin
from calls.hearing_again import hear_again
from calls.models import (
    Call,
    Correction,
    Directory,
    DirectoryEntry,
    Event,
    ImportedFile,
    Leg,
    Poll,
    Recording,
    Step,
    Term,
)

__all__ = ["BackfillAdmin"]  # registered by being imported


class ReadOnly(admin.ModelAdmin):
    """Rows that only the machine writes: to be looked at, never typed into."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class Show(admin.SimpleListFilter):
    """What needs a person comes first; everything else is one click away. `trouble` are those states."""

    title = "what to show"
    parameter_name = "show"
    trouble: Sequence[str] = ()

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("all", "Everything")]

    def choices(self, changelist: ChangeList) -> Iterator[dict[str, object]]:
        everything = self.value() == "all"
        yield {
            "selected": not everything,
            "query_string": changelist.get_query_string(remove=[self.parameter_name]),
            "display": "What needs a person",
        }
        yield {
            "selected": everything,
            "query_string": changelist.get_query_string({self.parameter_name: "all"}),
            "display": "Everything",
        }

    def queryset(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        return rows if self.value() == "all" else rows.filter(state__in=self.trouble)


class ShowEvents(Show):
    trouble = Event.TROUBLE


class ShowSteps(Show):
    trouble = (Step.State.FAILED,)


@admin.register(Event)
class EventAdmin(ReadOnly):
    list_display = ["id", "received_at", "connection", "source", "state", "reason"]
    list_filter = [ShowEvents, "source", "connection"]
    fields = ["connection", "source", "received_at", "content_type", "state", "reason", "advice", "body"]
    readonly_fields = fields
    actions = ["replay"]

    @admin.display(description="As received")
    def body(self, event: Event) -> str:
        return bytes(event.raw[:20_000]).decode("utf-8", "replace")

    @admin.action(description="Replay: read these events again", permissions=["replay"])
    def replay(self, request: HttpRequest, events: QuerySet[Event]) -> None:
        read, total = ingest.replay(events)
        level = messages.SUCCESS if read == total else messages.WARNING
        self.message_user(request, f"{read} of {total} events could be read.", level)

    def has_replay_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("calls.change_event")


@admin.register(Step)
class StepAdmin(ReadOnly):
    list_display = ["id", "call_id", "stage", "state", "attempts", "due_at", "why", "mend"]
    list_filter = [ShowSteps, "stage", "backfill"]
    ordering = ["-id"]
    actions = ["retry"]

    @admin.action(description="Retry these steps now", permissions=["retry"])
    def retry(self, request: HttpRequest, steps: QuerySet[Step]) -> None:
        count = len(
            [
                pipeline.reopen(step, backfill=step.backfill)
                for step in steps.select_related("call", "backfill")
            ]
        )
        self.message_user(request, f"{count} steps are due again.", messages.SUCCESS)

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("calls.change_step")


class ShowPolls(Show):
    trouble = (Poll.State.FAILED,)


@admin.register(Poll)
class PollAdmin(ReadOnly):
    list_display = [
        "id", "connection", "state", "window_start", "window_end", "calls_seen", "calls_recovered",
        "why", "mend",
    ]  # fmt: skip
    list_filter = [ShowPolls, "connection"]


class ShowDirectories(Show):
    def queryset(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        return rows if self.value() == "all" else rows.exclude(why="")


@admin.register(Directory)
class DirectoryAdmin(ReadOnly):
    """When names were read; and why not, which is all that is shown unless somebody asks for more."""

    list_display = ["connection", "read_at", "due_at", "why", "mend"]
    list_filter = [ShowDirectories]


@admin.register(DirectoryEntry)
class DirectoryEntryAdmin(ReadOnly):
    list_display = ["number", "name", "kind", "connection", "since", "until"]
    list_filter = ["kind", ("until", admin.EmptyFieldListFilter), "connection"]
    search_fields = ["number", "name"]
    list_select_related = ["connection"]


@admin.register(Term)
class TermAdmin(admin.ModelAdmin):
    """What people want recognised, and what their corrections suggest."""

    list_display = ["text", "connection", "state", "created_at"]
    list_filter = ["state", "connection"]
    search_fields = ["text"]
    list_select_related = ["connection"]
    fields = ["text", "connection", "state"]
    actions = ["use", "dismiss"]

    @admin.action(description="Use these terms", permissions=["change"])
    def use(self, request: HttpRequest, terms: QuerySet[Term]) -> None:
        self._set(request, terms, Term.State.USED, "are expected in calls from now on")

    @admin.action(description="Do not use these terms", permissions=["change"])
    def dismiss(self, request: HttpRequest, terms: QuerySet[Term]) -> None:
        self._set(request, terms, Term.State.DISMISSED, "are not used, and not suggested again")

    def _set(self, request: HttpRequest, terms: QuerySet[Term], state: Term.State, done: str) -> None:
        changed = terms.update(state=state)
        self.message_user(request, f"{changed} term{pluralize(changed)} {done}.", messages.SUCCESS)


class ShowCorrections(Show):
    trouble = (Correction.State.UNPLACED,)


@admin.register(Correction)
class CorrectionAdmin(ReadOnly):
    """What people wrote over transcripts, undone and unplaced corrections included: none is ever deleted."""

    list_display = ["id", "at", "by", "recording", "state", "heard", "text"]
    list_filter = [ShowCorrections, "by"]
    list_select_related = ["by", "recording"]
    ordering = ["-id"]


class ShowFiles(Show):
    trouble = ImportedFile.State.REFUSED


@admin.register(ImportedFile)
class ImportedFileAdmin(ReadOnly):
    list_display = ["id", "received_at", "connection", "source", "kind", "state", "why", "mend"]
    list_filter = [ShowFiles, "source", "kind", "connection"]


class LegInline(admin.TabularInline):
    model = Leg
    fields = ["started_at", "source", "destination", "disposition", "action_type", "last_app", "talk_seconds"]
    readonly_fields = fields
    can_delete = False
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class RecordingInline(LegInline):
    model = Recording
    fields = ["name", "state", "why", "mend", "codec", "sample_rate", "channels", "duration"]
    readonly_fields = fields


@admin.register(Call)
class CallAdmin(ReadOnly):
    list_display = [
        "id",
        "started_at",
        "connection",
        "direction",
        "disposition",
        "agent_number",
        "talk_seconds",
    ]
    list_filter = ["disposition", "direction", "connection"]
    date_hierarchy = "started_at"
    inlines = [LegInline, RecordingInline]
    actions = ["transcribe_again"]

    @admin.action(description="Transcribe these calls again (corrections are kept)", permissions=["retry"])
    def transcribe_again(self, request: HttpRequest, calls: QuerySet[Call]) -> None:
        chosen, asked = calls.count(), hear_again(calls)
        level = messages.SUCCESS if asked == chosen else messages.WARNING
        left = "" if asked == chosen else " The others have no recording here, or are waiting already."
        self.message_user(request, f"{asked} of {chosen} calls will be transcribed again.{left}", level)

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("calls.change_step")
