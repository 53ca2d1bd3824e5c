"""Signing in: only those of allauth's pages that we need. There is no signing up; a link to choose a password is sent when an administrator asks."""

from allauth.account.views import LoginView, PasswordChangeView, ReauthenticateView
from allauth.mfa.base.views import IndexView
from allauth.mfa.base.views import ReauthenticateView as CodeAgainView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.urls import path

from heed.web.signin import forms, passkeys, views, work_account
from heed.web.signin.entrance import entrance

urlpatterns = [
    path(
        "",
        entrance(LoginView.as_view(form_class=forms.SignInForm, extra_context={"work_account": lambda: settings.OPENID})),
        name="account_login",
    ),
    path("out/", views.sign_out, name="sign_out"),
    path("out/done/", work_account.signed_out, name="signed_out"),
    path("work-account/", work_account.there, name="work_account"),
    path("work-account/again/", work_account.again, name="work_account_again"),
    path("work-account/back/", work_account.back, name="work_account_back"),
    path("work-account/out/", work_account.way_out, name="work_account_out"),
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
    path("new-password/<str:said>/", views.choose_password, name="choose_password"),
    path("code/", entrance(passkeys.InsteadOfCode.as_view()), name="mfa_authenticate"),
    path("code-again/", entrance(CodeAgainView.as_view(form_class=forms.CodeOnceMoreForm)), name="mfa_reauthenticate"),
    path("second-factor/", entrance(IndexView.as_view()), name="mfa_index"),
    path(
        "second-factor/set-up/",
        entrance(login_required(ActivateTOTPView.as_view(form_class=forms.FirstCodeForm)), fresh=True),
        name="mfa_activate_totp",
    ),
    path("second-factor/switch-off/", entrance(DeactivateTOTPView.as_view(), fresh=True), name="mfa_deactivate_totp"),
    path(
        "second-factor/recovery-codes/", entrance(ViewRecoveryCodesView.as_view(), fresh=True), name="mfa_view_recovery_codes"
    ),
    path(
        "second-factor/new-recovery-codes/",
        entrance(GenerateRecoveryCodesView.as_view(), fresh=True),
        name="mfa_generate_recovery_codes",
    ),
    path("passkey/", entrance(passkeys.SignIn.as_view()), name="mfa_login_webauthn"),
    path("passkey-again/", entrance(passkeys.Again.as_view()), name="mfa_reauthenticate_webauthn"),
    path("passkeys/add/", entrance(login_required(passkeys.Add.as_view()), fresh=True), name="mfa_add_webauthn"),
    path("passkeys/<int:pk>/name/", entrance(login_required(passkeys.Rename.as_view()), fresh=True), name="mfa_edit_webauthn"),
    path(
        "passkeys/<int:pk>/remove/", entrance(login_required(passkeys.Remove.as_view()), fresh=True), name="mfa_remove_webauthn"
    ),
]
