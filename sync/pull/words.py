"""What the words and numbers in a report's cells mean: status, condition, channel, price, quantity."""

from __future__ import annotations

import re
from decimal import Decimal

from listings.codes import Channel, Condition

ACTIVE, INACTIVE, INCOMPLETE = "active", "inactive", "incomplete"

STATUSES = {
    word.casefold(): state
    for state, words in {
        ACTIVE: ("Active", "Aktiv", "Actif", "Activo", "Attivo", "Actief", "Aktywne", "Aktywny", "Aktif",
        "Ativo",
                 "出品中", "アクティブ", "在售", "نشط"),
        INACTIVE: ("Inactive", "Inaktiv", "Inactif", "Inactivo", "Inattivo", "Non attivo", "Niet actief",
        "Inactief",
                   "Nieaktywne", "Nieaktywny", "Pasif", "Aktif değil", "Inativo", "停止中", "非アクティブ",
                   "不可售",
                   "غير نشط"),
        INCOMPLETE: ("Incomplete", "Unvollständig", "Incomplet", "Incompleto", "Onvolledig", "Ofullständig",
                     "Niekompletne", "Niekompletny", "Eksik", "不完全", "未完成", "不完整", "غير مكتمل"),
    }.items()
    for word in words
}  # fmt: skip

# Source: Amazon's list of item-condition numbers in inventory files.
CONDITIONS: dict[str, str] = {
    "": "",
    "1": Condition.USED_LIKE_NEW.value,
    "2": Condition.USED_VERY_GOOD.value,
    "3": Condition.USED_GOOD.value,
    "4": Condition.USED_ACCEPTABLE.value,
    "5": Condition.COLLECTIBLE_LIKE_NEW.value,
    "6": Condition.COLLECTIBLE_VERY_GOOD.value,
    "7": Condition.COLLECTIBLE_GOOD.value,
    "8": Condition.COLLECTIBLE_ACCEPTABLE.value,
    "9": Condition.CLUB.value,
    "10": Condition.REFURBISHED.value,
    "11": Condition.NEW.value,
    "12": Condition.OPEN_BOX.value,
    "13": Condition.OEM.value,
    "new": Condition.NEW.value,
    "refurbished": Condition.REFURBISHED.value,
    "club": Condition.CLUB.value,
    **{member.value: member.value for member in Condition},
}

_PLAIN_PRICE = re.compile(r"\d{1,12}(?:\.\d{1,2})?", re.ASCII).fullmatch
_GROUPED = re.compile(
    r"\d{1,3}(?:[., \u00a0\u202f']\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)?", re.ASCII
).fullmatch
_CURRENCY = "$€£¥₹ \u00a0\u202f"


def price(text: str) -> Decimal | None:
    """The amount; None for a blank. A comma may be the decimal sign. ValueError if it is no price to the
    cent."""
    if _PLAIN_PRICE(text):
        return Decimal(text)
    bare = text.strip(_CURRENCY)
    if not bare:
        return None
    if not _GROUPED(bare):
        raise ValueError("not a price")
    amount = Decimal(_with_point(bare))
    # Never rounded: a price we cannot keep exactly is one for a person to look at.
    if amount != amount.quantize(Decimal("0.01")) or amount >= 10**12:
        raise ValueError("not a price to the cent")
    return amount


def _with_point(text: str) -> str:
    """'1.234,50', '1,234.50', '12,5' and '1 234,50' with a decimal point and nothing else."""
    text = re.sub(r"[ \u00a0\u202f']", "", text)
    sign = max(text.rfind("."), text.rfind(","))
    digits_after = len(text) - sign - 1
    # 1,234 and 1.234.567 group thousands; 12,5 and 12,50 have decimals. 1.234 alone is read as it stands, and
    # so refused: taken for thousands it might be a price a thousand times too high.
    groups = digits_after == 3 and not text.startswith("0") and (text[sign] == "," or text.count(".") > 1)
    if sign < 0 or groups:
        return re.sub(r"[.,]", "", text)
    return re.sub(r"[.,]", "", text[:sign]) + "." + text[sign + 1 :]


def quantity(text: str) -> int | None:
    """Pieces; None for a blank, which means unknown (FBA) and never 0. ValueError if it is no count."""
    if text.isdecimal() and text.isascii() and len(text) < 10:
        return int(text)
    if not text.strip():
        return None
    if re.fullmatch(r"\d{1,9}\.0+", text.strip(), re.ASCII):
        return int(text.strip().partition(".")[0])
    raise ValueError("not a quantity")


def condition(text: str) -> str:
    """Our condition of Amazon's number or word; '' for a blank. ValueError for an unknown one."""
    known = CONDITIONS.get(text)
    if known is None:
        known = CONDITIONS.get(re.sub(r"\W+", "_", text.strip().casefold()))
    if known is None:
        raise ValueError("unknown condition")
    return known


def channel(text: str) -> str:
    """FBM for DEFAULT, FBA for AMAZON_NA, AMAZON_EU …; '' for a blank. ValueError for anything else."""
    if text == "DEFAULT":
        return Channel.FBM.value
    if text.startswith("AMAZON"):
        return Channel.FBA.value
    bare = text.strip().upper()
    if bare in {"", "DEFAULT"}:
        return Channel.FBM.value if bare else ""
    if bare.startswith("AMAZON"):
        return Channel.FBA.value
    raise ValueError("unknown fulfillment channel")


def state(text: str) -> str:
    """'active', 'inactive' or 'incomplete' of Amazon's status word in any language; '' for a blank."""
    known = STATUSES.get(text.casefold())
    if known is None:
        known = STATUSES.get(text.strip().casefold(), "" if not text.strip() else None)
    if known is None:
        raise ValueError("unknown status")
    return known
