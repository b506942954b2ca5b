from django.urls import path

from analytics.views import add, call, calls, lines, overview, search, transcript, who

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("search/", search.search, name="search"),
    path("calls/", calls.calls, name="calls"),
    path("calls/export.csv", calls.export, name="calls-export"),
    path("calls/add/", add.add, name="calls-add"),
    path("calls/add/<str:batch>/", add.added, name="calls-added"),
    path("calls/add/file/<int:pk>/", add.tell, name="calls-tell"),
    path("calls/<int:pk>/", call.call, name="call"),
    path("calls/<int:pk>/progress/", call.progress, name="call-progress"),
    path("calls/<int:pk>/who/", who.correct, name="call-who"),
    path("calls/<int:pk>/who/line/", who.give_to_other, name="call-who-line"),
    path("calls/<int:pk>/transcript.<str:form>", transcript.download, name="call-transcript"),
    path("calls/<int:pk>/lines/<int:index>/", lines.line, name="call-line"),
    path("calls/<int:pk>/lines/<int:index>/edit/", lines.edit, name="call-line-edit"),
    path("calls/<int:pk>/lines/<int:index>/undo/", lines.undo, name="call-line-undo"),
    path("corrections/<int:pk>/dismiss/", lines.dismiss, name="correction-dismiss"),
    path("steps/<int:pk>/retry/", call.retry, name="step-retry"),
]
