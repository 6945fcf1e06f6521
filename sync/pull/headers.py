"""Which column of a report is which: Amazon's English names and the ones it prints in other languages.

Sources: Amazon's page of report attributes, and headers of reports quoted in public code.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

SKU, TITLE, PRICE, QUANTITY, OPEN_DATE = "seller-sku", "item-name", "price", "quantity", "open-date"
IMAGE, CONDITION, ASIN, PRODUCT_ID = "image-url", "item-condition", "asin1", "product-id"
PRODUCT_ID_TYPE, CHANNEL, STATUS = "product-id-type", "fulfillment-channel", "status"
WANTED = (
    SKU, TITLE, PRICE, QUANTITY, OPEN_DATE, IMAGE, CONDITION, ASIN, PRODUCT_ID, PRODUCT_ID_TYPE, CHANNEL,
    STATUS,
)  # fmt: skip

# Columns we know and have no use for yet. The kept file still has them; any other column goes to `extra`.
KNOWN = {
    "item-description", "listing-id", "item-is-marketplace", "zshop-shipping-fee", "item-note",
    "zshop-category1",
    "zshop-browse-path", "zshop-storefront-feature", "asin2", "asin3", "will-ship-internationally",
    "expedited-shipping", "zshop-boldface", "bid-for-featured-placement", "add-delete", "pending-quantity",
    "merchant-shipping-group", "minimum-order-quantity", "sell-remainder", "optional-payment-type-exclusion",
}  # fmt: skip

ALIASES: dict[str, tuple[str, ...]] = {
    SKU: (
        "sku", "Händler-SKU", "出品者SKU", "sku-vendeur", "SKU venditore", "SKU del vendedor", "卖家 SKU",
        "sku-sprzedawcy", "sku-البائع",
    ),
    TITLE: (
        "Artikelbezeichnung", "商品名", "nom-produit", "Nome dell'articolo", "Título del producto",
        "商品名称",
        "nazwa-produktu", "اسم-المنتج",
    ),
    PRICE: ("Preis", "価格", "prix", "Prezzo", "Precio", "价格", "cena", "السعر"),
    QUANTITY: ("Menge", "数量", "quantité", "Quantità", "Cantidad", "ilość", "الكمية"),
    OPEN_DATE: (
        "Erstellungsdatum", "出品日", "date-ouverture", "Data di creazione", "Fecha de creación", "开售日期",
        "data-otwarcia", "تاريخ-مفتوح",
    ),
    CONDITION: (
        "Artikelzustand", "コンディション", "état-produit", "Condizione dell'articolo",
        "Estado del producto", "商品状况",
        "stan-produktu", "حالة-المنتج",
    ),
    ASIN: ("asin", "ASIN 1"),
    PRODUCT_ID: (
        "Produkt-ID", "商品ID", "id-produit", "Identificativo del prodotto", "Identificador del producto",
        "商品编码",
        "identyfikator-produktu", "رقم-المنتج",
    ),
    PRODUCT_ID_TYPE: (
        "Produkt-ID-Typ", "商品IDタイプ", "type-id-produit", "Tipo di identificativo del prodotto",
        "Tipo de identificador de producto", "商品编码类型", "typ-identyfikatora-produktu", "نوع-رقم-المنتج",
    ),
    CHANNEL: (
        "fulfilment-channel", "Versender", "フルフィルメント・チャンネル", "canal-traitement",
        "Canale di gestione",
        "Canal de gestión logística", "配送渠道", "kanał-realizacji", "قناة-الشحن",
    ),
    STATUS: ("ステータス", "état", "statut", "stato", "estado", "状态", "durum", "الحالة"),
    "item-description": (
        "Artikelbeschreibung", "商品の説明", "description-article", "Descrizione dell'articolo",
        "Descripción del producto", "商品描述", "opis-produktu", "وصف-المنتج",
    ),
    "listing-id": (
        "Angebotsnummer", "出品ID", "id-offre", "Identificativo dell'offerta", "Identificador del listing",
        "identyfikator-oferty", "رقم-العرض",
    ),
    "item-is-marketplace": (
        "Artikel ist Marketplace-Angebot", "Producto para vender", "是否为商城中的商品",
        "produkt-jest-(na)rynku",
    ),
    "item-note": (
        "Anmerkung zum Artikel", "コンディション説明", "note-état-article", "Note sull'articolo",
        "Nota sobre el producto", "商品备注", "uwaga-o-produkcie", "ملاحظة-المنتج",
    ),
    "asin2": ("ASIN 2",),
    "asin3": ("ASIN 3",),
    "will-ship-internationally": (
        "Internationaler Versand", "国外へ配送可", "expédition-international", "Spedizione internazionale",
        "Envío internacional", "国际配送", "wysyłka-międzynarodowa", "للشحن-الدولي",
    ),
    "expedited-shipping": (
        "Expressversand", "迅速な配送", "livraison-express", "Spedizione espressa", "Envío urgente",
        "加急配送",
        "przyspieszona-wysyłka", "شحن-مستعجل",
    ),
    "add-delete": ("Añadir o eliminar", "添加-删除", "dodaj-usuń", "إضافة-حذف"),
    "pending-quantity": (
        "Anzahl Bestellungen", "在庫数", "quantité-en-attente", "Quantità in sospeso", "Cantidad pendiente",
        "等待购买数量", "ilość-oczekująca", "كمية-منتظرة",
    ),
    "merchant-shipping-group": (
        "Händlerversandgruppe", "groupe-expédition-vendeur", "Gruppo di spedizione venditore", "卖家配送组",
        "grupa-wysyłki-sprzedawcy",
    ),
    "minimum-order-quantity": (
        "Mindestbestellmenge", "Quantità minima per ordine", "Cantidad de pedido mínima",
        "Minimum sipariş adedi",
    ),
    "sell-remainder": (
        "Restposten verkaufen", "Vendre le stock restant", "Vendi rimanenze", "Vender las unidades restantes",
        "Pozostało do sprzedaży", "Elde kalanı sat",
    ),
}  # fmt: skip


def normal(name: str) -> str:
    """A column's name without the differences that mean nothing: case, width, blanks, a note in brackets."""
    text = unicodedata.normalize("NFKC", name).strip(" \t\r\n\ufeff\"'").casefold()
    # Turkish reports add the translation in brackets: "price (fiyat)".
    text = re.sub(r"\s+\(.*\)$", "", text)
    return re.sub(r"[\s_]+", "-", text)


_CANONICAL = {normal(name): name for name in (*WANTED, *KNOWN)} | {
    normal(alias): name for name, aliases in ALIASES.items() for alias in aliases
}


class Layout(NamedTuple):
    """Where a report's columns are. `at` maps our names to positions; `extra` names the columns we do not
    know."""

    width: int
    at: dict[str, int]
    extra: tuple[tuple[int, str], ...]

    def has(self, name: str) -> bool:
        """True if the report has this column."""
        return name in self.at


def layout(names: Sequence[str]) -> Layout:
    """The layout of a header line. Of a repeated column the first counts; the others are kept as unknown
    ones."""
    at: dict[str, int] = {}
    extra: list[tuple[int, str]] = []
    taken: set[str] = set()
    for position, name in enumerate(names):
        canonical = _CANONICAL.get(normal(name))
        if canonical is not None and canonical not in at:
            at[canonical] = position
            continue
        label = name.strip() or "(no name)"
        if label in taken:
            label = f"{label} ({position + 1})"
        taken.add(label)
        extra.append((position, label))
    return Layout(len(names), at, tuple(extra))
