"""Addresses of the listings' pages that are no model's."""

from django.contrib import admin
from django.urls import path

from listings.pages.collisions import collisions

app_name = "listings"
urlpatterns = [path("", admin.site.admin_view(collisions), name="collisions")]
