from django.urls import path

from analytics.views import add, call, calls, lines, overview, scorecards, search, trackers, transcript, who

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
    path("trackers/", trackers.trackers, name="trackers"),
    path("trackers/new/", trackers.add, name="tracker-add"),
    path("trackers/starter/", trackers.starter, name="trackers-starter"),
    path("trackers/progress/", trackers.progress, name="trackers-progress"),
    path("trackers/<int:pk>/", trackers.tracker, name="tracker"),
    path("trackers/<int:pk>/edit/", trackers.edit, name="tracker-edit"),
    path("scorecards/", scorecards.scorecards, name="scorecards"),
    path("scorecards/new/", scorecards.add, name="scorecard-add"),
    path("scorecards/starter/", scorecards.starter, name="scorecards-starter"),
    path("scorecards/<int:pk>/edit/", scorecards.edit, name="scorecard-edit"),
    path("steps/<int:pk>/retry/", call.retry, name="step-retry"),
]
