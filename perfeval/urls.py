from django.conf import settings
from django.contrib import admin
from django.contrib.auth.views import LogoutView
from django.urls import include, path

from departments.views import live_session
from departments.views.password import PasswordChange
from departments.views.signing_in import SignIn, second_step
from perfeval import health
from perfeval.metrics import metrics
from reports.api.routes import api

handler500 = "perfeval.failures.broken"
urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("accounts/login/", SignIn.as_view(), name="login"),
    path("accounts/login/second/", second_step, name="second_step"),
    path("accounts/logout/", LogoutView.as_view(), name="logout"),
    path("accounts/password/", PasswordChange.as_view(), name="password_change"),
    path("accounts/sign-ins/", live_session.overview, name="sign_ins"),
    path("accounts/sign-ins/others/end/", live_session.end_others, name="sign_ins_end_others"),
    path("accounts/sign-ins/<slug:number>/end/", live_session.end, name="sign_in_end"),
    path("accounts/second-factor/", include("departments.second_factor_urls")),
    *([path("accounts/sso/", include("departments.sso.urls"))] if settings.SSO_ISSUER else []),
    path("api/", api.urls),
    path("admin/", admin.site.urls),
    path("", include("departments.urls")),
    path("", include("reports.urls")),
]
