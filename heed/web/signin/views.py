"""Signing out. Signing in and its kin are allauth's, wrapped in urls.py."""

from typing import Any

from allauth.account.internal.flows.logout import logout
from django.http import HttpResponse
from django.shortcuts import redirect

from heed.web.signin.entrance import entrance
from heed.web.signin.work_account import signed_in_by_it


def _sign_out(request: Any) -> HttpResponse:
    """By POST only (B10). The browser forgets what it kept, so that Back on a shared tablet shows nothing (B26).

    Also gives up a sign-in that waits for its code."""
    elsewhere = signed_in_by_it(request)
    logout(request, show_message=False)
    answer = redirect("signed_out" if elsewhere else "whom_to_tell")
    answer["Clear-Site-Data"] = '"cache", "storage"'
    return answer


sign_out = entrance(_sign_out, methods="POST")
