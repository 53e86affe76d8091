"""Files that never touch the disk: views that say so get what is uploaded to them in memory alone."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers
from django.urls import Resolver404, resolve


def in_memory(most_bytes: int) -> Callable[[Any], Any]:
    """Declare a view: its files stay in memory, all together `most_bytes` at most.

    What comes above that is thrown away as it comes; such a file is there with its whole size and without
    its bytes, so that the form can say what is wrong and give everything else back.
    """

    def declare(view: Any) -> Any:
        view.in_memory_bytes = most_bytes
        return view

    return declare


class InMemory(FileUploadHandler):
    """The first of the upload handlers: it takes the files of views that are declared `in_memory`."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.most = self._most()
        self.kept = 0
        self.bytes = io.BytesIO()

    def _most(self) -> int | None:
        match = getattr(self.request, "resolver_match", None)
        try:
            view = match.func if match else resolve(self.request.path_info).func  # type: ignore[union-attr]
        except (Resolver404, AttributeError):
            return None
        most: int | None = getattr(view, "in_memory_bytes", None)
        return most

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file; the handlers that write to the disk do not hear of it."""
        super().new_file(*args, **kwargs)
        self.bytes = io.BytesIO()
        if self.most is not None:
            raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Keep a piece, while there is room; None ends it here."""
        if self.most is None:
            return raw_data
        if self.kept + len(raw_data) <= self.most:
            self.bytes.write(raw_data)
        self.kept += len(raw_data)
        return None

    def file_complete(self, file_size: int) -> Any:
        """The file, or None where it is another handler's."""
        if self.most is None:
            return None
        self.bytes.seek(0)
        return InMemoryUploadedFile(
            file=self.bytes, field_name=self.field_name, name=self.file_name, content_type=self.content_type,
            size=file_size, charset=self.charset, content_type_extra=self.content_type_extra,
        )  # fmt: skip
