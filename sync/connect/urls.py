"""Addresses of the consent page's round trip."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
