from django.urls import path

from calls.media import audio
from calls.sources.webhook import receive

urlpatterns = [
    path("hooks/ucm/<str:token>/cdr", receive, name="ucm-webhook"),
    path("recordings/<int:recording_id>/audio", audio, name="recording-audio"),
]
