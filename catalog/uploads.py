"""Uploads go straight to the folder of imports, never into memory, and stop at the size that is allowed."""

from __future__ import annotations

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler

TOO_LARGE = "catalog.upload_too_large"


class SpooledUpload(TemporaryFileUploadHandler):
    """A temporary file beside the kept ones: /tmp may be memory, and smaller than a catalog."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        folder = Path(settings.IMPORT_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        self._size = 0
        super().new_file(*args, **kwargs)
        self.file.close()
        self.file = _Beside(folder, self.file_name or "", self.content_type or "", self.charset)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._size += len(raw_data)
        if self._size > settings.IMPORT_MAX_MB << 20:
            self._too_large()
        super().receive_data_chunk(raw_data, start)

    def _too_large(self) -> None:
        """Read the rest without keeping it, so that the page can say what is wrong."""
        if self.request is not None:
            self.request.META[TOO_LARGE] = "1"
        self.file.close()
        raise StopUpload(connection_reset=False)


class _Beside(TemporaryUploadedFile):
    """A temporary upload in a folder of our choice."""

    def __init__(self, folder: Path, name: str, content_type: str, charset: str | None) -> None:
        file = NamedTemporaryFile(suffix=".upload", dir=folder)  # noqa: SIM115 - closed with the upload
        super(TemporaryUploadedFile, self).__init__(file, name, content_type, 0, charset, None)
