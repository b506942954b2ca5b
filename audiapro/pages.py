"""The System page, for staff: is all well, and do words come out?"""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from audiapro import system
from calls import self_test

View = Callable[[HttpRequest], HttpResponse]


def staff_only(view: View) -> View:
    def checked(request: HttpRequest) -> HttpResponse:
        if not request.user.is_staff:
            raise PermissionDenied
        return view(request)

    return checked


@require_safe
@never_cache
@staff_only
def show(request: HttpRequest) -> HttpResponse:
    context = {"system": system.look(), "tested": system.tested()}
    return render(request, "system/page.html", context)


@require_safe
@never_cache
@staff_only
def proof(request: HttpRequest) -> HttpResponse:
    """The last self-test, which the page asks for while it runs."""
    return render(request, "system/_self_test.html", {"tested": system.tested()})


@require_POST
@staff_only
def prove(request: HttpRequest) -> HttpResponse:
    self_test.ask()
    return redirect("system-self-test" if request.htmx else "system")
