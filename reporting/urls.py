"""Addresses of what the home page refreshes."""

from django.contrib import admin
from django.urls import path

from reporting import home

app_name = "reporting"
urlpatterns = [path("cards", admin.site.admin_view(home.cards), name="home-cards")]
