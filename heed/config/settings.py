"""Settings: one file, everything from the environment. `heed doctor` says what is missing and how to mend it."""

import os
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import conninfo_to_dict

BASE = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("HEED_VAR", BASE / "var"))


def _secret(name: str, file: Path) -> str:
    """The words in the environment variable, or else in the file it is kept in."""
    if words := os.environ.get(name):
        return words
    path = Path(os.environ.get(f"{name}_FILE", file))
    return path.read_text().strip() if path.exists() else ""


# Where we are ------------------------------------------------------------------------------------
DEMO = os.environ.get("HEED_DEMO") == "1"
DEBUG = False
HOSTS = [host for host in os.environ.get("HEED_HOSTS", "").split(",") if host]
if DEMO and HOSTS:
    raise ImproperlyConfigured(
        "HEED_DEMO=1 opens every account by one click, so it cannot be used with HEED_HOSTS. Unset one of them."
    )
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"] if DEMO else HOSTS
SITE_URL = os.environ.get("HEED_SITE_URL", "http://127.0.0.1:8000")
SECRET_KEY = _secret("HEED_SECRET", VAR / "keys" / "secret") or ("only-for-the-demo" * 4 if DEMO else "")
KEY_FILE = Path(os.environ.get("HEED_KEY_FILE", VAR / "keys" / "heed.key"))
ANCHOR_FILE = Path(os.environ.get("HEED_ANCHOR_FILE", VAR / "anchor" / "audit.jsonl"))
BACKUPS = Path(os.environ.get("HEED_BACKUPS", VAR / "backups"))
MAIL_FOLDER = VAR / "mail"  # the demo's mail catcher keeps its letters here
VIRUS_SCANNER = os.environ.get("HEED_CLAMD", "")  # host:port of clamd; empty: files are marked "not virus-checked"
PROVIDER_NAME = os.environ.get("HEED_PROVIDER", "Cwm & Vale Homes (invented)" if DEMO else "")

# The house ---------------------------------------------------------------------------------------
ROOMS = [
    "organisation",
    "folders",
    "timeline",
    "deadlines",
    "audit",
    "households",
    "agencies",
    "cases",
    "concerns",
    "domestic_abuse",
    "learning",
    "training",
    "policies",
    "notifications",
    "web",
]
INSTALLED_APPS = [
    *(f"heed.{room}" for room in ROOMS),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "heed.web.middleware.counted",
    "heed.web.middleware.asked_from",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "heed.web.middleware.refuse_odd_requests",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "heed.web.middleware.language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "heed.web.middleware.nothing_is_kept",
]
ROOT_URLCONF = "heed.config.urls"
AUTH_USER_MODEL = "organisation.Colleague"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "heed" / "web"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "heed.web.context.every_page",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "heed.web.components.tags"],
        },
    }
]
FORM_RENDERER = "heed.web.govform.GovRenderer"


# Database ----------------------------------------------------------------------------------------
def _database(url: str) -> dict[str, object]:
    given = conninfo_to_dict(url)
    options: dict[str, object] = {
        key: str(given[key]) for key in ("options", "sslmode", "sslrootcert", "connect_timeout") if key in given
    }
    # A statement asked for the fifth time is kept planned: with its walls, planning one takes five times as long as answering it.
    options |= {"server_side_binding": True, "prepare_threshold": 5}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": given.get("dbname", "heed"),
        "USER": given.get("user", ""),
        "PASSWORD": given.get("password", ""),
        "HOST": given.get("host", ""),
        "PORT": given.get("port", ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": _database(os.environ.get("DATABASE_URL", "postgresql:///heed"))}
CACHES = {"default": {"BACKEND": "heed.config.cache.JsonCache", "LOCATION": "organisation_cache"}}

# Signing in (NCSC password advice: long, not on the lists of the broken, no forced change or mixture) ----------------------
AUTHENTICATION_BACKENDS = ["heed.web.signin.backend.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "display_name", "email")},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
ACCOUNT_LOGOUT_REDIRECT_URL = "whom_to_tell"
ACCOUNT_ADAPTER = "heed.web.signin.adapters.AccountAdapter"
MFA_ADAPTER = "heed.web.signin.adapters.MFAAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,6/3m/key"}  # throttles and never locks: a lock-out at night is a risk
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # the device asks for a finger, a face or its PIN: a passkey is both proofs in one
MFA_RATE_LIMITS = {"webauthn_login": "100/m/ip"}  # asked twice for each sign-in, and a whole office has one address
MFA_TOTP_ISSUER = "Heed"
MFA_RECOVERY_CODES_SHOW_ONCE = True
SESSION_COOKIE_AGE = 8 * 3600
SESSION_IDLE_SECONDS = int(os.environ.get("HEED_IDLE_SECONDS", 30 * 60))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_URL.startswith("https:")
SESSION_COOKIE_SAMESITE = "Lax"  # Strict breaks the link in an e-mail (SecureDrop and others went back)
SESSION_COOKIE_NAME = "heed_session"

# The organisation's own accounts (OpenID Connect; Microsoft Entra is one): docs/signing-in.md. One directory, and no other is ever asked.
OPENID: dict[str, Any] = (
    {
        "issuer": os.environ["HEED_OIDC_ISSUER"].rstrip("/"),
        "client": os.environ.get("HEED_OIDC_CLIENT", ""),
        "secret": _secret("HEED_OIDC_SECRET", VAR / "keys" / "oidc"),
        "name": os.environ.get("HEED_OIDC_NAME", _("work account")),
        "who": os.environ.get("HEED_OIDC_WHO", "oid"),  # the claim that never changes hands; elsewhere than in Entra: sub
        "groups": os.environ.get("HEED_OIDC_GROUPS", "groups"),
        "scope": os.environ.get("HEED_OIDC_SCOPE", "openid profile"),
        "asks_twice": os.environ.get("HEED_OIDC_ASKS_TWICE") == "1",  # the directory itself asks for a second factor
    }
    if os.environ.get("HEED_OIDC_ISSUER")
    else {}
)

# What the browser is told ------------------------------------------------------------------------
SECURE_REFERRER_POLICY = "same-origin"  # no-referrer makes Chromium send Origin: null, and every form fails
SECURE_CONTENT_TYPE_NOSNIFF = True
BEHIND_PROXY = os.environ.get("HEED_TLS_BY_PROXY") == "1"
SECURE_SSL_REDIRECT = SITE_URL.startswith("https:") and not BEHIND_PROXY
SECURE_HSTS_SECONDS = 31536000 if SITE_URL.startswith("https:") else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_HSTS_SECONDS > 0
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "heed.web.errors.csrf_failed"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000  # a report of 10,000 words is 60 kB
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
DATA_UPLOAD_MAX_NUMBER_FILES = 30
LARGEST_FILE = 20 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["heed.web.uploads.SealedUploadHandler"]  # nothing uploaded ever lies on the disk in the clear
LARGEST_REPORT = 64 * 1024 * 1024  # a report with its photographs, in one request
LARGEST_IMPORT = 400 * 1024 * 1024

# Files, language, time ---------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE / "heed" / "web" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # nothing is ever kept as a plain file
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English")), ("cy", _("Cymraeg (Welsh)"))]
LOCALE_PATHS = [BASE / "heed" / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "Europe/London"

# Mail --------------------------------------------------------------------------------------------
SMTP_URL = os.environ.get("HEED_SMTP_URL", "smtp://127.0.0.1:2525")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("HEED_MAIL_FROM", "heed@heed.example")
EMAIL_TIMEOUT = 10

PROCRASTINATE_IMPORT_PATHS = ["heed.jobs.tasks", "heed.jobs.imports"]

# Figures for a monitoring system (docs/running.md). Without a token there is no such page.
METRICS_TOKEN = _secret("HEED_METRICS_TOKEN", VAR / "keys" / "metrics")
if METRICS_TOKEN:  # the processes of one machine add up in these files
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(VAR / "metrics"))
    Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]).mkdir(parents=True, exist_ok=True)

# What is written down about running: never a person, an address or a detail -----------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": f"heed.config.logs.{'JsonLine' if os.environ.get('HEED_LOG') == 'json' else 'PlainLine'}"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"heed": {"level": "INFO"}, "procrastinate": {"level": "WARNING"}},
}
SILENCED_SYSTEM_CHECKS = [
    "security.W002",
    "security.W005",
    "security.W021",
]  # frame-ancestors stands in the CSP; HSTS is the operator's choice
