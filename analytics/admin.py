"""The admin of topics and of the language model: what calls are about, and who may write of them."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import pluralize
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from analytics import topics
from analytics.llm.examine import examine
from analytics.llm_forms import LanguageModelForm
from analytics.models import LanguageModel, Topic


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


@admin.register(LanguageModel)
class LanguageModelAdmin(admin.ModelAdmin):
    form = LanguageModelForm
    list_display = ["name", "host", "model", "in_use", "paused_until"]
    change_form_template = "admin/analytics/languagemodel/change_form.html"
    fieldsets = (
        (None, {"fields": ("name", "base_url", "model", "new_key", "forget_key", "in_use")}),
        ("How it is asked", {"fields": ("language", "context", "patience")}),
        ("What it may cost", {"fields": ("calls_a_day", "tokens_a_day")}),
    )

    def get_urls(self) -> list[URLPattern]:
        test = path(
            "<path:object_id>/test/",
            self.admin_site.admin_view(self.test_view),
            name="analytics_languagemodel_test",
        )
        return [test, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        model: LanguageModel | None = kwargs.get("obj")
        context["spending"] = model.spending.all()[:14] if model else []
        return super().render_change_form(request, context, *args, **kwargs)

    @method_decorator(require_POST)
    def test_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Send the made-up call to the endpoint as it is stored, and show each step."""
        model = self.get_object(request, object_id)
        if model is None:
            raise Http404
        if not self.has_change_permission(request, model):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": model,
            "title": f"Test of {model}",
            "is_nav_sidebar_enabled": False,
            "findings": examine(model),
        }
        return TemplateResponse(request, "admin/ucm/connection/diagnosis.html", context)
