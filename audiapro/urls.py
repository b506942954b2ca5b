"""The site map on one screen."""

from django.contrib import admin
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path

from audiapro import health, pages

urlpatterns = [
    path("", include("analytics.urls")),
    path("", include("calls.urls")),
    path("login/", LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("admin/", admin.site.urls),
    path("system/", pages.show, name="system"),
    path("system/self-test/", pages.proof, name="system-self-test"),
    path("system/self-test/ask/", pages.prove, name="system-prove"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
