"""Addresses: the back office at the root, probes beside it."""

from django.contrib import admin
from django.urls import include, path

from amazon_channel import probes

urlpatterns = [
    path("healthz", probes.healthz, name="healthz"),
    path("readyz", probes.readyz, name="readyz"),
    path("metrics", probes.metrics, name="metrics"),
    path("connect/", include("sync.connect.urls")),
    path("sync-now/", include("sync.sync_now")),
    path("required-info/", include("sync.required_info")),
    path("collisions/", include("listings.urls")),
    path("home/", include("reporting.urls")),
    path("", admin.site.urls),
]
