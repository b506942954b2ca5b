"""The admin of topics: name what calls are about, or begin with the starter set."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import pluralize
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from analytics import topics
from analytics.models import Topic


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin):
    list_display = ["name", "description", "number_of_examples", "language", "is_active"]
    list_filter = ["is_active", "language"]
    search_fields = ["name", "description", "examples"]
    fields = ["name", "description", "examples", "language", "is_active"]
    change_list_template = "admin/analytics/topic/change_list.html"

    @admin.display(description="Examples")
    def number_of_examples(self, topic: Topic) -> int:
        return len(topic.phrases)

    def get_urls(self) -> list[URLPattern]:
        add = self.admin_site.admin_view(self.starter_view)
        return [path("starter/", add, name="analytics_topic_starter"), *super().get_urls()]

    @method_decorator(require_POST)
    def starter_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        added = topics.add_starter_set()
        said = f"{added} topic{pluralize(added)} added. Calls have them from their next analysis on."
        self.message_user(request, said if added else "All of the starter set are here already.")
        return redirect("admin:analytics_topic_changelist")
