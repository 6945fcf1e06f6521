"""What Amazon finds wrong with a listing, in the words and the language of the marketplace."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """A kind of issue; `texts` by language."""

    name: str
    code: str
    severity: str
    texts: dict[str, str]
    categories: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    exemption: str = "NOT_EXEMPT"


FINDINGS = {
    finding.name: finding
    for finding in (
        Finding(
            "no image",
            "18027",
            "WARNING",
            {
                "en": "Your listing is hidden from search because its main image is missing. Add a main "
                "image.",
                "de": "Dein Angebot wird in der Suche nicht angezeigt, weil das Hauptbild fehlt. Füge ein "
                "Hauptbild hinzu.",
                "ja": "メイン画像がないため、検索結果に表示されません。メイン画像を追加してください。",
            },
            ("MISSING_IMAGE",),
            ("main_product_image_locator",),
            ("SEARCH_SUPPRESSED",),
        ),
        Finding(
            "long title",
            "18742",
            "WARNING",
            {
                "en": "Your listing is hidden from search because its title is longer than 200 characters.",
                "de": "Dein Angebot wird in der Suche nicht angezeigt, weil der Titel länger als 200 "
                "Zeichen ist.",
                "ja": "商品名が規定の文字数を超えているため、検索結果に表示されません。",
            },
            ("INVALID_ATTRIBUTE",),
            ("item_name",),
            ("SEARCH_SUPPRESSED",),
        ),
        Finding(
            "policy",
            "18299",
            "ERROR",
            {
                "en": "This listing was removed because it may not comply with Amazon's product safety "
                "policy.",
                "de": "Dieses Angebot wurde entfernt, weil es möglicherweise gegen die Richtlinien zur "
                "Produktsicherheit verstößt.",
                "ja": "Amazonの商品安全性ポリシーに違反している可能性があるため、出品が停止されました。",
            },
            (),
            (),
            ("LISTING_SUPPRESSED",),
        ),
        Finding(
            "price",
            "20013",
            "ERROR",
            {
                "en": "Potential pricing error: your price is far above the reference price. "
                "Change your price or set a minimum and maximum price.",
                "de": "Möglicher Preisfehler: Dein Preis liegt deutlich über dem Referenzpreis. "
                "Ändere den Preis oder lege einen Mindest- und Höchstpreis fest.",
                "ja": "価格エラーの可能性：価格が参考価格を大きく上回っています。価格を変更してください。",
            },
            ("INVALID_PRICE",),
            ("purchasable_offer",),
            ("LISTING_SUPPRESSED",),
        ),
        Finding(
            "qualification",
            "5461",
            "ERROR",
            {
                "en": "You need approval to list this product in this brand. Request approval in Seller "
                "Central.",
                "de": "Für dieses Produkt dieser Marke benötigst du eine Freischaltung. Beantrage sie in "
                "Seller Central.",
                "ja": "このブランドの商品を出品するには承認が必要です。セラーセントラルで申請してください。",
            },
            ("QUALIFICATION_REQUIRED",),
            ("brand",),
            ("LISTING_SUPPRESSED",),
        ),
        Finding(
            "not created",
            "13013",
            "ERROR",
            {
                "en": "This SKU does not exist in the Amazon catalog. Correct the errors and submit it "
                "again.",
                "de": "Diese SKU ist nicht im Amazon-Katalog vorhanden. Korrigiere die Fehler und reiche "
                "sie erneut ein.",
                "ja": "このSKUはAmazonカタログに存在しません。エラーを修正して再送信してください。",
            },
        ),
        Finding(
            "missing attribute",
            "90220",
            "ERROR",
            {
                "en": "'{attribute}' is required but not supplied.",
                "de": "„{attribute}“ ist erforderlich, wurde aber nicht angegeben.",
                "ja": "「{attribute}」は必須ですが、入力されていません。",
            },
            ("MISSING_ATTRIBUTE",),
            ("item_dimensions",),
        ),
        Finding(
            "weak bullet",
            "99300",
            "WARNING",
            {
                "en": "'bullet_point' holds fewer than three values. Listings with five sell better.",
                "de": "„bullet_point“ enthält weniger als drei Werte. Angebote mit fünf verkaufen sich "
                "besser.",
                "ja": "「bullet_point」の値が3つ未満です。5つの入力をおすすめします。",
            },
            ("INVALID_ATTRIBUTE",),
            ("bullet_point",),
        ),
        Finding(
            "attribute refused",
            "8541",
            "WARNING",
            {
                "en": "The value of 'color' differs from the catalog and was not used.",
                "de": "Der Wert von „color“ weicht vom Katalog ab und wurde nicht übernommen.",
                "ja": "「color」の値がカタログと異なるため、使用されませんでした。",
            },
            ("INVALID_ATTRIBUTE",),
            ("color",),
            ("ATTRIBUTE_SUPPRESSED",),
        ),
        Finding(
            "exempt for now",
            "18320",
            "WARNING",
            {
                "en": "Upload a certificate of conformity before the date shown, or the listing is taken "
                "down.",
                "de": "Lade vor dem angegebenen Datum eine Konformitätserklärung hoch, sonst wird das "
                "Angebot entfernt.",
                "ja": "期日までに適合証明書をアップロードしないと、出品が停止されます。",
            },
            ("QUALIFICATION_REQUIRED",),
            ("supplier_declared_dg_hz_regulation",),
            ("LISTING_SUPPRESSED",),
            exemption="EXEMPT_UNTIL_EXPIRY_DATE",
        ),
    )
}


def wording(finding: Finding, *, language: str, attribute: str = "") -> str:
    """The message of a finding; `attribute` is the one it is about, where the text names one."""
    return finding.texts[language].format(attribute=attribute or (finding.attributes or ("",))[0])
