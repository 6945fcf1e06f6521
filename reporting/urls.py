"""Addresses of what the home page refreshes and leads to."""

from django.contrib import admin
from django.urls import path

from reporting import eligible, home

app_name = "reporting"
urlpatterns = [
    path("cards", admin.site.admin_view(home.cards), name="home-cards"),
    path("stores/<int:store_id>/eligible", admin.site.admin_view(eligible.eligible), name="eligible"),
]
