"""Addresses of what the home page refreshes."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
