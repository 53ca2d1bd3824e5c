"""Signing in: only those of allauth's pages that we need. There is no signing up and no reset by e-mail."""

from allauth.account.views import LoginView, PasswordChangeView, ReauthenticateView
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.base.views import ReauthenticateView as CodeAgainView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.contrib.auth.decorators import login_required
from django.urls import path

from heed.web.signin import forms, views
from heed.web.signin.entrance import entrance

urlpatterns = [
    path("", entrance(LoginView.as_view(form_class=forms.SignInForm)), name="account_login"),
    path("out/", views.sign_out, name="sign_out"),
    path(
        "password-again/",
        entrance(ReauthenticateView.as_view(form_class=forms.PasswordAgainForm)),
        name="account_reauthenticate",
    ),
    path(
        "password/",
        entrance(login_required(PasswordChangeView.as_view(form_class=forms.NewPasswordForm))),
        name="account_change_password",
    ),
    path("code/", entrance(AuthenticateView.as_view(form_class=forms.CodeForm)), name="mfa_authenticate"),
    path("code-again/", entrance(CodeAgainView.as_view(form_class=forms.CodeOnceMoreForm)), name="mfa_reauthenticate"),
    path("second-factor/", entrance(IndexView.as_view()), name="mfa_index"),
    path(
        "second-factor/set-up/",
        entrance(login_required(ActivateTOTPView.as_view(form_class=forms.FirstCodeForm))),
        name="mfa_activate_totp",
    ),
    path("second-factor/switch-off/", entrance(DeactivateTOTPView.as_view()), name="mfa_deactivate_totp"),
    path("second-factor/recovery-codes/", entrance(ViewRecoveryCodesView.as_view()), name="mfa_view_recovery_codes"),
    path(
        "second-factor/new-recovery-codes/", entrance(GenerateRecoveryCodesView.as_view()), name="mfa_generate_recovery_codes"
    ),
]
