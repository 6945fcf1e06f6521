"""Addresses of the consent page's round trip."""

from django.urls import path

from sync.connect import mapping_page, views

app_name = "connect"
urlpatterns = [
    path("", views.start, name="start"),
    path("credentials/", views.credentials, name="credentials"),
    path("credentials/<int:account_id>/", views.credentials_again, name="credentials-again"),
    path("callback/", views.callback, name="callback"),
    path("stores/", views.stores, name="stores"),
    path("again/<int:account_id>/", views.again, name="again"),
    path("mapping/<int:store_id>/", mapping_page.mapping, name="mapping"),
    path("at-home/", views.at_home, name="at-home"),
]
