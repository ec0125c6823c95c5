"""Addresses of one's own second factor; who has to set it up first gets nothing but these."""

from django.urls import path

from .views import second_factor as views

urlpatterns = [
    path("", views.overview, name="second_factor"),
    path("confirm/", views.confirm, name="second_factor_confirm"),
    path("app/", views.app, name="second_factor_app"),
    path("key/", views.key, name="second_factor_key"),
    path("codes/", views.codes, name="second_factor_codes"),
    path("<int:pk>/remove/", views.remove, name="second_factor_remove"),
]
