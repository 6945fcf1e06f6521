"""Connecting an account: by consent, by credentials, again, and everything that can go wrong on the way."""

import re
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import time_machine
from django.urls import reverse

from amazon_channel.models import Account, Application, SettingChange, Store, User
from sandbox.testing import sandbox_server
from sync.connect import pending
from sync.models import SyncRun

US, CA, DE = "ATVPDKIKX0DER", "A2EUQ1WTGCTBG2", "A1PA6795UKMFR9"
CLIENT = "amzn1.application-oa2-client.demo"


@pytest.fixture
def box(settings):
    with sandbox_server() as box:
        settings.SP_API_SANDBOX_URL = box.url
        yield box


@pytest.fixture
def seller(box):
    return box.seller(US, CA, name="Mug shop")


@pytest.fixture
def application(db):
    return Application.objects.create(
        name="Demo",
        application_id="amzn1.sp.solution.demo",
        client_id=CLIENT,
        client_secret="demo-secret",
        sandbox=True,
    )


@pytest.fixture
def operator(client, db):
    user = User.objects.create_user("olga", password="x", role=User.Role.OPERATOR)
    client.force_login(user)
    return user


def leave(client, application, **changes):
    """Fill in the first page; where it leads to."""
    form = {"name": "Mugs NA", "email": "", "place": US, "application": application.pk} | changes
    return client.post(reverse("connect:start"), form)


def consent(box, address, seller, deed="confirm"):
    """What the seller does on the consent page; the address that the browser is sent back to."""
    form = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    form |= {"seller": seller["selling_partner_id"], "deed": deed}
    return post_form(box.url + "/apps/authorize/consent", form)


def post_form(address, form):
    from http.client import HTTPConnection

    parts = urlsplit(address)
    connection = HTTPConnection(parts.netloc, timeout=30)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", parts.path, urlencode(form), headers)
    response = connection.getresponse()
    response.read()
    connection.close()
    assert response.status == 302
    return response.headers["Location"]


def come_back(client, address):
    parts = urlsplit(address)
    return client.get(f"{parts.path}?{parts.query}", follow=True)


def tick(*marketplaces, **fields):
    """The second page's form, with these marketplaces ticked."""
    form = {}
    for country, marketplace in (("US", US), ("CA", CA), ("DE", DE)):
        form |= {
            f"{marketplace}-name": f"Mugs {country}",
            f"{marketplace}-website": country.lower(),
            f"{marketplace}-time_zone": "America/New_York",
        }
    return form | {f"{each}-chosen": "on" for each in marketplaces} | fields


def text(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_consent_to_stores_to_first_sync(client, box, seller, application, operator):
    left = leave(client, application)
    assert left.status_code == 302
    assert left.url.startswith(f"{box.url}/apps/authorize/consent?")
    page = come_back(client, consent(box, left.url, seller))
    assert "Tick the marketplaces" in text(page)
    assert not Account.objects.exists()

    done = client.post(reverse("connect:stores"), tick(US))

    account = Account.objects.get()
    assert done.status_code == 302
    assert (account.name, account.region, account.mode) == ("Mugs NA", "NA", "shadow")
    assert account.selling_partner_id == seller["selling_partner_id"]
    assert account.refresh_token.startswith("Atzr|")
    assert list(account.members.all()) == [operator]
    store = Store.objects.get()
    assert (store.name, store.website, store.currency) == ("Mugs US", "us", "USD")
    assert (store.language, store.time_zone) == ("en_US", "America/New_York")
    run = SyncRun.objects.get()
    assert (run.account, run.trigger, run.opened_by) == (account, "connected", "olga")
    assert pending.SESSION_KEY not in client.session


def test_state_works_once(client, box, seller, application, operator):
    back = consent(box, leave(client, application).url, seller)
    come_back(client, back)
    assert "does not belong to a consent you started here" in text(come_back(client, back))


def test_state_of_another_session_is_refused(client, box, seller, application, operator):
    back = consent(box, leave(client, application).url, seller)
    client.logout()
    client.force_login(operator)
    assert "does not belong to a consent you started here" in text(come_back(client, back))
    assert box.calls("token") == 0


@pytest.mark.parametrize("state", ["", "made-up", "made-up:1wAbCd:c2lnbmF0dXJl"])
def test_forged_state_is_refused(client, application, operator, state):
    address = f"{reverse('connect:callback')}?{urlencode({'state': state, 'spapi_oauth_code': 'x'})}"
    assert "does not belong to a consent you started here" in text(client.get(address, follow=True))


def test_state_expires(client, box, seller, application, operator):
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False):
        client.force_login(operator)
        back = consent(box, leave(client, application).url, seller)
    with time_machine.travel("2026-11-23T12:31:00Z", tick=False):
        assert "it is too old" in text(come_back(client, back))


def test_cancelled_consent_says_so(client, box, seller, application, operator):
    back = consent(box, leave(client, application).url, seller, deed="cancel")
    assert "You did not authorise the application" in text(come_back(client, back))
    assert not Account.objects.exists()


def test_unknown_code_says_what_to_do(client, box, seller, application, operator):
    back = consent(box, leave(client, application).url, seller)
    page = come_back(client, re.sub(r"spapi_oauth_code=[^&]+", "spapi_oauth_code=other", back))
    assert "Authorise again" in text(page)


def test_forged_seller_id_is_refused(client, box, seller, application, operator):
    back = consent(box, leave(client, application).url, seller)
    page = come_back(client, re.sub(r"selling_partner_id=[^&]+", "selling_partner_id=AOTHER", back))
    assert f"belong to seller {seller['selling_partner_id']}, not to AOTHER" in text(page)


def test_application_without_id_has_no_consent_page(client, box, application, operator):
    Application.objects.update(application_id="")
    page = client.get(reverse("connect:start"))
    assert "no application with an application id yet" in text(page)


def test_connecting_twice_is_said_plainly(client, box, seller, application, operator):
    come_back(client, consent(box, leave(client, application).url, seller))
    client.post(reverse("connect:stores"), tick(US))
    page = come_back(client, consent(box, leave(client, application, name="Mugs again").url, seller))
    assert "is already connected in NA as “Mugs NA”" in text(page)
    assert Account.objects.count() == 1


def test_no_store_ticked_connects_nothing(client, box, seller, application, operator):
    come_back(client, consent(box, leave(client, application).url, seller))
    page = client.post(reverse("connect:stores"), tick())
    assert "Choose at least one marketplace" in text(page)
    assert not Account.objects.exists()


def test_stores_page_without_a_login_leads_to_the_start(client, operator):
    assert client.get(reverse("connect:stores")).url == reverse("connect:start")


def test_region_without_participation(client, box, application, operator):
    seller = box.seller(DE, name="Becher")
    page = come_back(client, consent(box, leave(client, application).url, seller))
    assert "takes part in no marketplace of the chosen region" in text(page)


def test_token_in_the_session_is_encrypted(client, box, seller, application, operator):
    come_back(client, consent(box, leave(client, application).url, seller))
    assert "Atzr" not in str(dict(client.session))


def pasted(seller, **changes):
    return {
        "name": "Mugs NA",
        "region": "NA",
        "client_id": CLIENT,
        "client_secret": "demo-secret",
        "sandbox": "on",
        "refresh_token": seller["refresh_token"],
    } | changes


def test_pasted_credentials_are_tried_and_then_kept(client, box, seller, operator):
    tried = client.post(reverse("connect:credentials"), pasted(seller))
    assert tried.url == reverse("connect:stores")
    client.post(tried.url, tick(US, CA))
    account = Account.objects.get()
    assert account.selling_partner_id == seller["selling_partner_id"]
    assert account.refresh_token == seller["refresh_token"]
    assert sorted(store.marketplace.country for store in account.stores.all()) == ["CA", "US"]
    kept = SettingChange.objects.filter(subject__startswith="application").values_list("field", "old", "new")
    assert list(kept) == [("added", "", CLIENT)]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        pytest.param({"refresh_token": "Atzr|no"}, "does not accept the authorisation", id="invalid_grant"),
        pytest.param({"client_secret": "wrong"}, "does not know this client id", id="invalid_client"),
        pytest.param({"region": "EU"}, "no marketplace of the chosen region", id="wrong region"),
        pytest.param({"seller_id": "AOTHER"}, "not to AOTHER", id="another seller's id"),
        pytest.param({"client_id": ""}, "Choose an application, or enter", id="no application"),
    ],
)
@pytest.mark.usefixtures("operator")
def test_wrong_credentials_save_nothing(client, seller, wrong, said):
    page = client.post(reverse("connect:credentials"), pasted(seller, **wrong))
    assert said in text(page).replace("&#x27;", "'")
    assert (Application.objects.count(), Account.objects.count()) == (0, 0)
    assert seller["refresh_token"] not in text(page)


@pytest.fixture
def connected(client, box, seller, application, operator):
    come_back(client, consent(box, leave(client, application).url, seller))
    client.post(reverse("connect:stores"), tick(US))
    SyncRun.objects.all().delete()
    return Account.objects.get()


def test_authorising_again_keeps_everything_but_the_token(client, box, seller, connected):
    Account.objects.update(state="needs_reauthorisation", state_reason="invalid_grant")
    back = consent(box, client.post(reverse("connect:again", args=[connected.pk])).url, seller)
    page = come_back(client, back)
    after = Account.objects.get()
    assert "is authorised again" in text(page)
    assert (after.state, after.state_reason) == ("connected", "")
    assert after.refresh_token != connected.refresh_token
    assert after.authorised_at > connected.authorised_at
    assert SyncRun.objects.filter(account=after, finished_at=None).count() == 1


def test_without_a_consent_page_a_new_token_is_pasted(client, box, seller, connected):
    Application.objects.update(application_id="")
    Account.objects.update(state="needs_reauthorisation", state_reason="invalid_grant", refresh_token="old")
    page = client.post(reverse("connect:again", args=[connected.pk])).url
    assert "paste the refresh token" in text(client.get(page))
    other = box.seller(US, name="Plates")
    refused = client.post(page, {"refresh_token": other["refresh_token"]})
    assert "You signed in as another seller" in text(refused)
    assert Account.objects.get().state == "needs_reauthorisation"
    told = client.post(page, {"refresh_token": seller["refresh_token"]}, follow=True)
    assert "is authorised again, for a year" in text(told)
    after = Account.objects.get()
    assert (after.state, after.refresh_token) == ("connected", seller["refresh_token"])


def test_another_sellers_consent_is_refused(client, box, connected):
    other = box.seller(US, name="Plates")
    back = consent(box, client.post(reverse("connect:again", args=[connected.pk])).url, other)
    page = come_back(client, back)
    assert "You signed in as another seller" in text(page)
    assert Account.objects.get().refresh_token == connected.refresh_token


def test_stores_are_added_later(client, box, seller, connected):
    address = reverse("admin:amazon_channel_account_add_stores", args=[connected.pk])
    assert client.post(address, {"_form_submitted": "on"}).url == reverse("connect:stores")
    client.post(reverse("connect:stores"), tick(CA))
    assert sorted(store.name for store in connected.stores.all()) == ["Mugs CA", "Mugs US"]
    page = client.post(address, {"_form_submitted": "on"}, follow=True)
    assert "is connected already" in text(page)


def test_what_holds_the_numbers_is_chosen_when_connecting(client, box, seller, application, operator):
    come_back(client, consent(box, leave(client, application).url, seller))
    client.post(reverse("connect:stores"), tick(US, **{"mapping-sku_attribute": "name"}))
    assert (Store.objects.get().sku_attribute, Store.objects.get().ean_attribute) == ("name", "")
