"""The site map on one screen."""

from django.contrib import admin
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path

from audiapro import health, pages
from audiapro.sign_in import AdminSignInForm, SignInForm, refusing

admin.site.login_form = AdminSignInForm
sign_in = LoginView.as_view(authentication_form=SignInForm, redirect_authenticated_user=True)

urlpatterns = [
    path("", include("analytics.urls")),
    path("", include("calls.urls")),
    path("login/", refusing(sign_in), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("admin/login/", refusing(admin.site.login)),
    path("admin/", admin.site.urls),
    path("system/", pages.show, name="system"),
    path("system/self-test/", pages.proof, name="system-self-test"),
    path("system/self-test/ask/", pages.prove, name="system-prove"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
