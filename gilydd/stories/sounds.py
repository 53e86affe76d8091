"""Recordings that people upload: known by their first bytes, never by their name, and not too large."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO, Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .words import LARGEST_RECORDING_BYTES

# Where in the file the sign stands, the sign, and what a browser is told that it is.
_SIGNS: Final = (
    (0, b"\x1a\x45\xdf\xa3", "audio/webm"),
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (4, b"ftyp", "audio/mp4"),
    (8, b"WAVE", "audio/wav"),
    (0, b"fLaC", "audio/flac"),
)
KINDS: Final = frozenset(kind for _at, _sign, kind in _SIGNS)


class BadSound(ValueError):  # noqa: N818  (as BadPhoto: read as a sentence)
    """The file is no recording that can be kept here; the message says what to do."""


@dataclass(frozen=True)
class Sound:
    """A recording ready to be kept: its bytes as they came, and what they are."""

    content: bytes
    content_type: str


def checked(content: bytes) -> Sound:
    """A recording in one of the kinds that browsers play. Raises BadSound. O(1) but for the copy.

    >>> checked(b"RIFF....WAVEfmt ").content_type
    'audio/wav'
    """
    if len(content) > LARGEST_RECORDING_BYTES:
        raise BadSound(
            _("The recording is larger than 25 MB. Send a shorter one, or make two stories of it.")
        )
    for at, sign, kind in _SIGNS:
        if content[at : at + len(sign)] == sign and (kind != "audio/wav" or content[:4] == b"RIFF"):
            return Sound(content, kind)
    # An MP3 without tags begins with eleven set bits: the sync word of a frame (ISO/IEC 11172-3).
    if len(content) > 4 and content[0] == 0xFF and content[1] & 0xE6 in (0xE2, 0xE4, 0xE6):
        return Sound(content, "audio/mpeg")
    raise BadSound(_("This file is no recording. Choose an MP3, M4A, WAV, OGG, FLAC or WebM file."))


def read(file: IO[bytes], size_bytes: int | None = None) -> Sound:
    """A recording out of an upload, judged by its size before it is read."""
    if size_bytes is not None and size_bytes > LARGEST_RECORDING_BYTES:
        raise BadSound(
            _("The recording is larger than 25 MB. Send a shorter one, or make two stories of it.")
        )
    return checked(file.read(LARGEST_RECORDING_BYTES + 1))


class SoundField(forms.FileField):
    """A recording from a telephone or a folder; cleans to a `Sound`, or to None for no file."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": "audio/*,video/webm,.m4a"}))
        super().__init__(**kwargs)

    def to_python(self, data: Any) -> Any:
        """Return the recording, or None for no file."""
        file = super().to_python(data)
        if file is None:
            return None
        try:
            return read(file, file.size)
        except BadSound as fault:
            raise ValidationError(str(fault), code="invalid") from fault
