"""Asks Amazon's catalog, and reads what it answers."""

from tests.sandbox.conftest import US

PATH = "/catalog/2022-04-01/items"


def asked(amazon, *, marketplace=US, **query):
    return amazon.call("GET", PATH, marketplaceIds=marketplace, **query)


def asins(amazon, **query):
    answer = asked(amazon, **query)
    assert answer.status_code == 200, answer.text
    return [item["asin"] for item in answer.json()["items"]]


def item(amazon, asin, *, marketplace=US, **query):
    answer = amazon.call("GET", f"{PATH}/{asin}", marketplaceIds=marketplace, **query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def refusal(answer):
    [error] = answer.json()["errors"]
    return answer.status_code, error["code"], error["message"]
