"""Secrets at rest: encrypted text columns whose keys are apart from SECRET_KEY and can be rotated."""

from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models


def keyring() -> MultiFernet:
    """The keys of FIELD_KEYS: the first encrypts, all of them decrypt."""
    try:
        return MultiFernet([Fernet(key) for key in settings.FIELD_KEYS])
    except ValueError as error:
        raise ImproperlyConfigured("FIELD_KEYS holds a key that is not 32 url-safe base64 bytes.") from error


if TYPE_CHECKING:
    TextField = models.TextField[str, str]
else:
    TextField = models.TextField


class EncryptedTextField(TextField):
    """Text that is stored encrypted (Fernet: AES-128-CBC with HMAC-SHA256). '' is stored as ''.

    Raises ImproperlyConfigured on reading a value that none of the keys opens.
    """

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return keyring().encrypt(text.encode()).decode() if text else text

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        if not value:
            return value
        try:
            return keyring().decrypt(value.encode()).decode()
        except InvalidToken as error:
            raise ImproperlyConfigured(
                "A stored secret cannot be decrypted: FIELD_KEYS lacks the key it was encrypted with."
            ) from error
