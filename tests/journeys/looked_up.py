"""What Amazon's catalog has for products without an ASIN: asked of the sandbox, without the product."""

import httpx

from sandbox.scenario.puzzles import puzzles

ONE, SEVERAL, FAMILY, NONE = "one", "several_matches", "has_variants", "no_asin"
PUZZLES = {
    "finds one": ONE,
    "finds several": SEVERAL,
    "finds none": NONE,
    "finds a family": FAMILY,
    "is a book": ONE,
    "lost its leading zero": ONE,
    "UPC as an EAN": ONE,
    "wrong check digit": NONE,
    "another wrong check digit": NONE,
    "spreadsheet": NONE,
    "blanks": ONE,
    "prefix": ONE,
    "shares a barcode": ONE,
    "differs in case": NONE,
    "has a GCID": ONE,
    "has a GCID that finds another": NONE,
}
CLIENT = {"client_id": "amzn1.application-oa2-client.demo", "client_secret": "demo-secret"}


class LookedUp:
    """found(marketplace, product): what a search by the product's number comes to there."""

    def __init__(self, box):
        self._box = box
        self._named = {each.sku: PUZZLES[name] for name, articles in puzzles().items() for each in articles}
        self._tokens = {}
        for seller in box.control("GET", "/sellers"):
            token = self._token(seller["refresh_token"])
            self._tokens |= dict.fromkeys(seller["marketplaces"], token)

    def found(self, marketplace, product):
        if product.sku in self._named:
            return self._named[product.sku]
        kind, number = product.barcode
        if not number:
            return NONE
        query = {"marketplaceIds": marketplace, "identifiersType": kind, "identifiers": number}
        answer = httpx.get(
            f"{self._box.url}/catalog/2022-04-01/items",
            params=query,
            headers={"x-amz-access-token": self._tokens[marketplace]},
            verify=False,  # plain HTTP: no list of certificates need be read
        )
        number_found = answer.raise_for_status().json()["numberOfResults"]
        return {0: NONE, 1: ONE}.get(number_found, SEVERAL)

    def _token(self, refresh_token):
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token, **CLIENT}
        return (
            httpx.post(f"{self._box.url}/auth/o2/token", data=form).raise_for_status().json()["access_token"]
        )
