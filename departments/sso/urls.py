"""The two addresses of single sign-on, by the names that django-allauth asks for."""

from django.urls import path

from . import views

urlpatterns = [
    path("<slug:provider_id>/", views.begin, name="openid_connect_login"),
    path("<slug:provider_id>/callback/", views.callback, name="openid_connect_callback"),
]
