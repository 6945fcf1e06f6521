"""The columns of each report and the names they carry in German and Japanese reports.

Sources: Amazon's page on report attributes; headers of German and Japanese reports as quoted in public
code. Amazon translates only the columns in use: the old zshop ones keep their English names.
"""

ALL_DATA = "GET_MERCHANT_LISTINGS_ALL_DATA"
CANCELLED = "GET_MERCHANT_CANCELLED_LISTINGS_DATA"
SUPPRESSED = "GET_MERCHANTS_LISTINGS_FYP_REPORT"
FBA_INVENTORY = "GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA"

_QUANTITY_PRICES = (
    "Business Price",
    "Quantity Price Type",
    *(f"Quantity {word} {number}" for number in range(1, 6) for word in ("Lower Bound", "Price")),
)
_PROGRESSIVE_PRICES = (
    "Progressive Price Type",
    *(f"Progressive {word} {number}" for number in range(1, 4) for word in ("Lower Bound", "Price")),
)

COLUMNS: dict[str, tuple[str, ...]] = {
    ALL_DATA: (
        "item-name",
        "item-description",
        "listing-id",
        "seller-sku",
        "price",
        "quantity",
        "open-date",
        "image-url",
        "item-is-marketplace",
        "product-id-type",
        "zshop-shipping-fee",
        "item-note",
        "item-condition",
        "zshop-category1",
        "zshop-browse-path",
        "zshop-storefront-feature",
        "asin1",
        "asin2",
        "asin3",
        "will-ship-internationally",
        "expedited-shipping",
        "zshop-boldface",
        "product-id",
        "bid-for-featured-placement",
        "add-delete",
        "pending-quantity",
        "fulfillment-channel",
        "merchant-shipping-group",
        "status",
    ),
    CANCELLED: (
        "item-name",
        "item-description",
        "seller-sku",
        "price",
        "quantity",
        "image-url",
        "item-is-marketplace",
        "product-id-type",
        "zshop-shipping-fee",
        "item-note",
        "item-condition",
        "zshop-category1",
        "zshop-browse-path",
        "zshop-storefront-feature",
        "asin1",
        "asin2",
        "asin3",
        "will-ship-internationally",
        "expedited-shipping",
        "zshop-boldface",
        "product-id",
        "add-delete",
        *_QUANTITY_PRICES,
        "merchant-shipping-group",
        *_PROGRESSIVE_PRICES,
    ),
    SUPPRESSED: (
        "Status",
        "Reason",
        "SKU",
        "ASIN",
        "Product name",
        "Condition",
        "Status Change Date",
        "Issue Description",
    ),
    FBA_INVENTORY: (
        "sku",
        "fnsku",
        "asin",
        "product-name",
        "condition",
        "your-price",
        "mfn-listing-exists",
        "mfn-fulfillable-quantity",
        "afn-listing-exists",
        "afn-warehouse-quantity",
        "afn-fulfillable-quantity",
        "afn-unsellable-quantity",
        "afn-reserved-quantity",
        "afn-total-quantity",
        "per-unit-volume",
        "afn-inbound-working-quantity",
        "afn-inbound-shipped-quantity",
        "afn-inbound-receiving-quantity",
        "afn-researching-quantity",
        "afn-reserved-future-supply",
        "afn-future-supply-buyable",
    ),
}

TRANSLATED = {
    "de": {
        "item-name": "Artikelbezeichnung",
        "item-description": "Artikelbeschreibung",
        "listing-id": "Angebotsnummer",
        "seller-sku": "Händler-SKU",
        "price": "Preis",
        "quantity": "Menge",
        "open-date": "Erstellungsdatum",
        "item-is-marketplace": "Artikel ist Marketplace-Angebot",
        "product-id-type": "Produkt-ID-Typ",
        "item-note": "Anmerkung zum Artikel",
        "item-condition": "Artikelzustand",
        "asin1": "ASIN 1",
        "asin2": "ASIN 2",
        "asin3": "ASIN 3",
        "will-ship-internationally": "Internationaler Versand",
        "expedited-shipping": "Expressversand",
        "product-id": "Produkt-ID",
        "pending-quantity": "Anzahl Bestellungen",
        "fulfillment-channel": "Versender",
        "merchant-shipping-group": "Händlerversandgruppe",
        "status": "Status",
    },
    "ja": {
        "item-name": "商品名",
        "item-description": "商品の説明",
        "listing-id": "出品ID",
        "seller-sku": "出品者SKU",
        "price": "価格",
        "quantity": "数量",
        "open-date": "出品日",
        "product-id-type": "商品IDタイプ",
        "item-note": "コンディション説明",
        "item-condition": "コンディション",
        "asin1": "ASIN 1",
        "asin2": "ASIN 2",
        "asin3": "ASIN 3",
        "will-ship-internationally": "国外へ配送可",
        "expedited-shipping": "迅速な配送",
        "product-id": "商品ID",
        "pending-quantity": "在庫数",
        "fulfillment-channel": "フルフィルメント・チャンネル",
        "status": "ステータス",
    },
}
TRANSLATED_REPORTS = (ALL_DATA, CANCELLED)


def header(report_type: str, *, language: str) -> tuple[str, ...]:
    """The header line's names as Amazon prints them in a marketplace of that language (en, de, ja …)."""
    names = COLUMNS[report_type]
    words = TRANSLATED.get(language, {}) if report_type in TRANSLATED_REPORTS else {}
    return tuple(words.get(name, name) for name in names)
