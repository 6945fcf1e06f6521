"""From an account of ours to a client that calls the right place with the right credentials."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from sandbox.testing import sandbox_server
from sync.amazon.pool import close_pools
from sync.clients import TOKENS, amazon_for, credentials_of, registration_of


@pytest.fixture
def box():
    with sandbox_server(scenario="empty") as running:
        yield running
    close_pools()
    TOKENS.clear()


def test_credentials_of_an_account_at_amazon(account, settings):
    settings.SP_API_SANDBOX_URL = "http://127.0.0.1:9"
    account.application.sandbox = False
    credentials = credentials_of(account)
    assert credentials.endpoint == "https://sellingpartnerapi-eu.amazon.com"
    assert credentials.login == "https://api.amazon.com"
    assert credentials.seller_id == "A3DEMOEU"


def test_credentials_of_a_sandbox_account(account, settings):
    settings.SP_API_SANDBOX_URL = "http://127.0.0.1:9"
    credentials = credentials_of(account)
    assert (credentials.endpoint, credentials.login) == ("http://127.0.0.1:9", "http://127.0.0.1:9")
    assert (credentials.client_secret, credentials.refresh_token) == ("demo-secret", "Atzr|demo-eu")


def test_a_sandbox_account_never_falls_back_to_amazon(account, settings):
    settings.SP_API_SANDBOX_URL = ""
    with pytest.raises(ImproperlyConfigured, match="SP_API_SANDBOX_URL is not set"):
        credentials_of(account)


def test_registration_of_an_application(application, settings):
    settings.SP_API_SANDBOX_URL = "http://127.0.0.1:9"
    application.application_id, application.draft = "amzn1.sp.solution.1", True
    registration = registration_of(application)
    assert (registration.application_id, registration.draft) == ("amzn1.sp.solution.1", True)
    assert registration.sandbox_url == "http://127.0.0.1:9"


def test_an_accounts_client_calls_the_sandbox(box, account, settings):
    settings.SP_API_SANDBOX_URL = box.url
    seller = box.seller("A1F83G8C2ARO7P", name="Demo UK")
    box.lists(seller, "MUG-1", price="9.99", quantity=3)
    account.selling_partner_id = seller["selling_partner_id"]
    account.refresh_token = seller["refresh_token"]
    found = amazon_for(account).get_listing("A1F83G8C2ARO7P", "MUG-1")
    assert found is not None
    assert found["sku"] == "MUG-1"
    assert box.calls("getListingsItem", seller=seller) == 1
