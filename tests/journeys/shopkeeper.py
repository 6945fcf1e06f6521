"""People and Amazon at work in the demo's shop: deeds by name, and whole days of random ones."""

from tests.journeys import truth

SUPPRESSED = {"code": "18299", "message": "Removed.", "categories": [], "actions": ["LISTING_SUPPRESSED"]}
HIDDEN = {
    "code": "18027",
    "message": "No picture.",
    "severity": "WARNING",
    "categories": ["MISSING_IMAGE"],
    "attribute_names": ["main_product_image_locator"],
    "actions": ["SEARCH_SUPPRESSED"],
}


class Shopkeeper:
    """Deeds on the demo's listings, each addressed by (marketplace, SKU)."""

    def __init__(self, box):
        self.box = box
        sellers = box.control("GET", "/sellers")
        self.seller_in = {market: seller for seller in sellers for market in seller["marketplaces"]}

    def address(self, key):
        market, sku = key
        return {
            "seller": self.seller_in[market]["selling_partner_id"],
            "marketplace": market,
            "sku": sku,
        }

    def edit(self, key, **facts):
        self.box.control("PUT", "/listings", self.address(key) | facts)

    def delete(self, key):
        self.box.control("DELETE", "/listings", self.address(key))

    def raise_issue(self, key, issue):
        self.box.control("POST", "/issues", self.address(key) | issue)

    def lift_issues(self, key):
        self.box.control("DELETE", "/issues", self.address(key))

    def sound(self):
        """Listings that are all there and that nothing but stock and issues can keep from being sold."""
        rows = truth.at_amazon(self.box)
        return {
            key: row
            for key, row in rows.items()
            if row["is_created"] and not row["is_parent"] and row["asin"] and row["price"] and row["title"]
        }


class Bustle:
    """Random deeds from one seeded source of chance, so that a failure can be seen again."""

    def __init__(self, shopkeeper, dice):
        self.keeper, self.dice = shopkeeper, dice
        self._number = 0
        self._deleted = []

    def go_on(self, deeds, *, markets=None):
        """So many deeds, each on a listing of its own."""
        sound = {key: row for key, row in self.keeper.sound().items() if markets is None or key[0] in markets}
        for key in self.dice.sample(sorted(sound), deeds):
            self._one(key, sound[key])

    def _one(self, key, row):
        deed = self.dice.choice(
            (self._price, self._price, self._title, self._stock, self._stock, self._issue, self._issue,
             self._delete, self._add, self._bring_back)
        )  # fmt: skip
        deed(key, row)

    def _next(self):
        self._number += 1
        return self._number

    def _price(self, key, row):
        self.keeper.edit(key, price=str(self.dice.randrange(500, 20_000)))

    def _title(self, key, row):
        self.keeper.edit(key, title=f"Mug, edition {self._next()}")

    def _stock(self, key, row):
        stock = self.dice.choice((0, self.dice.randrange(1, 90)))
        self.keeper.edit(key, **{"quantity" if row["channel"] == "DEFAULT" else "fba_fulfillable": stock})

    def _issue(self, key, row):
        if row["issues"]:
            self.keeper.lift_issues(key)
        else:
            self.keeper.raise_issue(key, self.dice.choice((SUPPRESSED, HIDDEN)))

    def _delete(self, key, row):
        self.keeper.delete(key)
        self._deleted.append(key)

    def _add(self, key, row):
        self.keeper.edit((key[0], f"ADDED-{self._next()}"), price="12", quantity=4)

    def _bring_back(self, key, row):
        if self._deleted:
            self.keeper.edit(self._deleted.pop(), price="77", quantity=3)
