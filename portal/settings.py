"""All settings. What differs between installations comes from the environment through `portal.env`."""

import os
import sys
from pathlib import Path

from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from portal import env, localdb

BASE_DIR = Path(__file__).resolve().parent.parent
TESTING = "pytest" in sys.modules
# Tests keep their own database, queue and files beside those of the installation.
DATA_DIR = env.data_folder() / "tests" if TESTING else env.data_folder()
# What `make demo` was started with, so that manage.py in another window works on the same installation.
env.load(DATA_DIR / "demo.env")

# A demonstration shows every e-mail on a page and lets people sign in with a known password.
DEMO = env.flag("DEMO", False)
DEMO_PASSWORD = env.text("DEMO_PASSWORD", "afproevet-demo")
DEBUG = env.flag("DEBUG", False)
# Without DATABASE_URL the portal is a local installation: its own database, broker folder and secrets under DATA_DIR.
DATABASE_URL = env.text("DATABASE_URL", "")
LOCAL = env.flag("LOCAL", not DATABASE_URL) or TESTING

SITE_NAME = env.text("SITE_NAME", "Afprøvet")
SITE_OPERATOR = env.text("SITE_OPERATOR", "Netværk for fælles skole")
PORT = env.number("PORT", 8000, least=1)
SITE_URL = env.text("SITE_URL", f"http://localhost:{PORT}")
CONTACT_EMAIL = env.text("CONTACT_EMAIL", "kontakt@afproevet.example")
# Where people write who cannot read or use something; the same mailbox as for everything else unless another is named.
ACCESSIBILITY_EMAIL = env.text("ACCESSIBILITY_EMAIL", CONTACT_EMAIL)
ACCESSIBILITY_STATEMENT_URL = env.text("ACCESSIBILITY_STATEMENT_URL", "https://www.was.digst.dk/")

if LOCAL:
    SECRET_KEY = env.text("SECRET_KEY", "local-installation-only-not-secret-0123456789abcdef")
    MFA_SECRETS_KEY = env.text("MFA_SECRETS_KEY", "bG9jYWwtaW5zdGFsbGF0aW9uLW9ubHktMDEyMzQ1Njc=")
else:
    SECRET_KEY = env.text("SECRET_KEY")
    MFA_SECRETS_KEY = env.text("MFA_SECRETS_KEY")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]" if LOCAL else "")
if not LOCAL and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS is empty. Name the host names that the portal answers to.")

# Approvers and administrators must have used a second factor in this session.
SECOND_FACTOR_REQUIRED = env.flag("SECOND_FACTOR_REQUIRED", not DEMO)
# Everybody else who has a role too.
SECOND_FACTOR_FOR_ALL = env.flag("SECOND_FACTOR_FOR_ALL", False)

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "portal.home.apps.AssetsConfig",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_filters",
    "django_htmx",
    "rules",
    "portal.accounts",
    "portal.workflow",
    "portal.text",
    "portal.files",
    "portal.writing",
    "portal.notices",
    "portal.documents",
    "portal.ui",
    "portal.home",
    "schools",
    "schools.people",
    "schools.networks",
    "schools.register",
    "trials",
    "trials.finding",
    "trials.catalogue",
    "trials.imports",
    "partners",
    "partners.grants",
    "partners.mobilities",
    "partners.exchange",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "portal.https.ProgramsOverHttpsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "portal.accounts.language.AskedLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.accounts.caching.PersonalPagesMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.accounts.ended.EndedSessionMiddleware",
    "portal.accounts.sessions.UsedSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "schools.people.middleware.ActorMiddleware",
    "schools.people.middleware.SecondFactorMiddleware",
    "portal.limits.LimitsMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.ui.context.portal",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "portal.ui.templatetags.ui"],
        },
    },
]
FORM_RENDERER = "portal.ui.forms.Renderer"

# The database. Importing settings starts nothing: manage.py starts the local server for commands that need it.
DATABASES = {"default": env.database(DATABASE_URL) if DATABASE_URL else localdb.settings(DATA_DIR)}
if not LOCAL and not TESTING:
    DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 1, "max_size": env.number("DATABASE_POOL", 8, least=1)}}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
# Whom `manage.py prepare`, run by the owner of the tables, lets read and write rows: the user that the others run as, where there are two.
DATABASE_APP_USER = env.text("DATABASE_APP_USER", "")
DATABASE_APP_PASSWORD = env.text("DATABASE_APP_PASSWORD", "")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.with_password(env.text("REDIS_URL", ""), env.text("REDIS_PASSWORD", ""))
# Rate limits must be shared by all web processes, so never per-process memory.
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "portal_cache"}
    )
}

# The read-only API: public data, the same whoever asks (portal.api).
API_RATE = env.number("API_RATE", 120, least=1)
# Lists as files, a minute for one person or address: each is made while somebody waits. 0 is as many as they like.
FILE_RATE = env.number("FILE_RATE", 0 if TESTING else 10)
# Searches, a minute for one address of people who are not signed in: a whole school sits behind one, a program that empties the portal asks more.
# Without Redis a count is six questions of the database, as many again as the page asks: no limit then, unless one is set.
SEARCH_RATE = env.number("SEARCH_RATE", 600 if REDIS_URL and not TESTING else 0)
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [],
    "DEFAULT_THROTTLE_CLASSES": ["portal.api.throttling.PerMinute"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "portal.api.reading.answer_to_error",
    "NUM_PROXIES": env.number("TRUSTED_PROXIES", 0),
}
SPECTACULAR_SETTINGS = {
    "TITLE": SITE_NAME,
    "DESCRIPTION": "Det, der er publiceret til alle: prøvehandlinger, kommuner, skoler, netværk og kataloger. Kun til læsning, uden personers navne.",
    "VERSION": "1",
    "SERVERS": [{"url": SITE_URL}],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
}

# Celery: a real worker and beat everywhere; the filesystem stands in for Redis where there is none.
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {}
    if REDIS_URL
    else {
        "data_folder_in": str(DATA_DIR / "broker" / "queue"),
        "data_folder_out": str(DATA_DIR / "broker" / "queue"),
        "control_folder": str(DATA_DIR / "broker" / "control"),
        "polling_interval": 0.3,
    }
)
# A request waits this little for a broker that is gone; the sweeps find the rows later.
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 2, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.5}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CONCURRENCY = env.number("WORKERS", 2, least=1)
# The worker logs as everything else does (LOGGING).
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_MAX_TASKS_PER_CHILD = 50
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Europe/Copenhagen"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")
CELERY_BEAT_SYNC_EVERY = 1
# Each expires before the next is sent, so that a queue without a worker doesn't grow.
CELERY_BEAT_SCHEDULE = {
    "beat of the heart": {"task": "portal.home.tasks.beat_heart", "schedule": 20.0, "options": {"expires": 20}},
    "sweep documents": {"task": "portal.documents.tasks.sweep_documents", "schedule": 15.0, "options": {"expires": 15}},
    "measure drafts": {"task": "trials.catalogue.tasks.measure_drafts", "schedule": 60.0, "options": {"expires": 60}},
    "sweep mails": {"task": "portal.notices.tasks.sweep_mails", "schedule": 15.0, "options": {"expires": 15}},
    # In the early morning, Danish time, outside the hour that summer time skips or repeats: first what has run out, then the reminders,
    # then what is gathered.
    "purge what has been kept long enough": {
        "task": "portal.home.tasks.purge",
        "schedule": crontab(hour=3, minute=40),
        "options": {"expires": 6 * 3600},
    },
    "remind of the accessibility statement": {
        "task": "portal.home.tasks.remind_of_statement",
        "schedule": crontab(hour=5, minute=40),
        "options": {"expires": 6 * 3600},
    },
    "remove images whose basis has run out": {
        "task": "trials.tasks.remove_expired_images",
        "schedule": crontab(hour=4, minute=10),
        "options": {"expires": 6 * 3600},
    },
    "remove photos of mobilities whose basis has run out": {
        "task": "partners.mobilities.tasks.remove_expired_photos",
        "schedule": crontab(hour=4, minute=15),
        "options": {"expires": 6 * 3600},
    },
    "remind of the reports of mobilities": {
        "task": "partners.mobilities.tasks.remind_of_reports",
        "schedule": crontab(hour=5, minute=35),
        "options": {"expires": 6 * 3600},
    },
    "let journeys begin and end": {
        "task": "partners.mobilities.tasks.follow_the_calendar",
        "schedule": crontab(hour=4, minute=30),
        "options": {"expires": 6 * 3600},
    },
    "forget files read in": {
        "task": "trials.imports.tasks.forget_old",
        "schedule": crontab(hour=4, minute=20),
        "options": {"expires": 6 * 3600},
    },
    "forget files of mobilities": {
        "task": "partners.exchange.tasks.forget_old",
        "schedule": crontab(hour=4, minute=25),
        "options": {"expires": 6 * 3600},
    },
    "remind": {"task": "trials.tasks.remind", "schedule": crontab(hour=5, minute=30), "options": {"expires": 6 * 3600}},
    "remind of documents": {
        "task": "partners.mobilities.tasks.remind_of_papers",
        "schedule": crontab(hour=5, minute=40),
        "options": {"expires": 6 * 3600},
    },
    "gather digests": {
        "task": "portal.notices.tasks.gather_digests",
        "schedule": crontab(hour=6, minute=0),
        "options": {"expires": 6 * 3600},
    },
    "sweep presence": {"task": "portal.writing.tasks.sweep_presence", "schedule": 60.0, "options": {"expires": 60}},
}

# Accounts
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend", "allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:work"
LOGOUT_REDIRECT_URL = "home:front"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    # Near enough to be a variation, not merely made of the same letters: a long phrase shares many with any address.
    {
        "NAME": "portal.accounts.passwords.LikeThePersonValidator",
        "OPTIONS": {"user_attributes": ("name", "email"), "max_similarity": 0.8},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "portal.accounts.passwords.NearWordsValidator"},
]
ACCOUNT_ADAPTER = "portal.notices.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False
PASSWORD_RESET_TIMEOUT = 60 * 60  # seconds
ACCOUNT_FORMS = {
    "login": "portal.accounts.forms.LoginForm",
    "add_email": "portal.accounts.forms.AddEmailForm",
    "change_password": "portal.accounts.forms.ChangePasswordForm",
    "set_password": "portal.accounts.forms.SetPasswordForm",
    "reset_password": "portal.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "portal.accounts.forms.ResetPasswordKeyForm",
    "reauthenticate": "portal.accounts.forms.ReauthenticateForm",
}
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXIES", 0)
MFA_ADAPTER = "portal.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "portal.accounts.forms.CodeForm",
    "reauthenticate": "portal.accounts.forms.ReauthenticateCodeForm",
    "activate_totp": "portal.accounts.forms.ActivateAppForm",
    "add_webauthn": "portal.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "portal.accounts.forms.EditPasskeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL
MFA_TOTP_ISSUER = SITE_NAME
USERSESSIONS_TRACK_ACTIVITY = True
SESSION_WRITTEN_EVERY = 0 if TESTING else 60  # seconds
# A text is written between two lessons, and a shared computer is left: the longest break that a school day has, and no longer.
SESSION_IDLE_MINUTES = env.number("SESSION_IDLE_MINUTES", 240, least=5)

SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# Language: Danish first, English second.
LANGUAGE_CODE = "da"
LANGUAGES = [("da", _("Dansk")), ("en", _("Engelsk"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Copenhagen"
USE_TZ = True
FORMAT_MODULE_PATH = ["portal.formats"]

# Static files and uploads
STATIC_URL = "static/"
# Gathered in production only; elsewhere the files are served from where they lie.
STATIC_ROOT = None if LOCAL else env.folder("STATIC_ROOT", DATA_DIR / "static")
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("dkfds", BASE_DIR / "node_modules" / "dkfds" / "dist"),
    ("htmx", BASE_DIR / "node_modules" / "htmx.org" / "dist"),
    ("editor", BASE_DIR / "node_modules" / ".afproevet" / "editor"),
]
MEDIA_ROOT = DATA_DIR / "files"
STORAGES = {
    # docs/operations.md tells how files move to a bucket.
    "default": {
        "BACKEND": env.text("FILE_STORAGE", "django.core.files.storage.FileSystemStorage"),
        "OPTIONS": env.json_object("FILE_STORAGE_OPTIONS"),
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = LOCAL
# A test makes many clients; each would look through all files first.
WHITENOISE_AUTOREFRESH = DEBUG or TESTING
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["jpg", "jpeg", "png", "gif", "webp", "zip", "gz", "br", "woff", "woff2", "ttf", "eot", "map"]
# Parts of publications that have been set before (portal.documents.print.memory). Tests set everything anew.
PRINT_MEMORY = None if TESTING else DATA_DIR / "print-memory"
PRINT_FONT_DIRS = [
    BASE_DIR / "node_modules" / "dkfds" / "dist" / "fonts" / "IBMPlexSans" / "complete" / "woff2",
    BASE_DIR / "node_modules" / "@ibm" / "plex-serif" / "fonts" / "complete" / "woff2",
]
# A catalogue of more estimated pages than this comes in several volumes.
CATALOGUE_VOLUME_PAGES = env.number("CATALOGUE_VOLUME_PAGES", 240, least=40)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# A page with many measures has many fields, and a refused page would be lost text.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
UPLOAD_MAX_BYTES = 10 * 1024 * 1024

# Mail
MAIL_FROM = env.text("MAIL_FROM", f"{SITE_NAME} <{CONTACT_EMAIL}>")
DEFAULT_FROM_EMAIL = MAIL_FROM
MAIL_DIR = DATA_DIR / "mail"
MAILERS = {
    "default": (
        {"BACKEND": "django.core.mail.backends.filebased.EmailBackend", "OPTIONS": {"file_path": str(MAIL_DIR)}}
        if LOCAL and not os.environ.get("SMTP_HOST")
        else {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {
                "host": env.text("SMTP_HOST", "localhost"),
                "port": env.number("SMTP_PORT", 587, least=1),
                "username": env.text("SMTP_USER", ""),
                "password": env.text("SMTP_PASSWORD", ""),
                "use_tls": env.flag("SMTP_TLS", True),
                "timeout": 20,
            },
        }
    )
}

# Security
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "base-uri": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
SECURE_HTTPS = env.flag("HTTPS", not LOCAL)
SECURE_SSL_REDIRECT = SECURE_HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HTTPS
SECURE_HSTS_PRELOAD = SECURE_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE_HTTPS else None
# The API, the feeds and the calendars: over plain HTTP they are refused and not led on.
FOR_PROGRAMS = r"^(api/v1/|nyt.*\.atom$|kalender/[^/]+\.ics$)"
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^metrics$", FOR_PROGRAMS]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = SECURE_HTTPS
CSRF_COOKIE_SECURE = SECURE_HTTPS
LANGUAGE_COOKIE_SECURE = SECURE_HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
# With this prefix a browser takes a cookie over HTTPS only, for this host alone.
COOKIE_PREFIX = "__Host-" if SECURE_HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}session"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}sprog"
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", SITE_URL)
CSRF_FAILURE_VIEW = "portal.home.views.errors.stale_form"
X_FRAME_OPTIONS = "DENY"

# Who asks for /metrics must know it; without it there is no such page.
METRICS_TOKEN = env.text("METRICS_TOKEN", "")
LOG_FORMAT = env.text("LOG_FORMAT", "plain" if LOCAL else "json")
if LOG_FORMAT not in {"plain", "json"}:
    raise ImproperlyConfigured(f"LOG_FORMAT is {LOG_FORMAT!r}; use plain or json.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {"()": "portal.deploy.json_log.JsonFormatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO" if not TESTING else "WARNING")},
    # Each request stands in the web server's own log.
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
    },
}
