"""Photos that people upload: proved to be a picture, turned upright, made small, and stripped of the rest.

What a camera writes beside a picture (where it was taken, when, with which telephone) never reaches the
database: the picture is drawn anew from its points alone (SAFETY: photo metadata, pixel floods).
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import IO, Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LARGEST_BYTES: Final = 10 * 1024 * 1024
MOST_POINTS: Final = 40_000_000
LONGEST_SIDE: Final = 1_600
KINDS: Final = ("JPEG", "PNG", "WEBP")
QUALITY: Final = 80
CONTENT_TYPE: Final = "image/webp"


class BadPhoto(ValueError):  # noqa: N818  (as BadFile: read as a sentence)
    """The file is no picture that may be shown here; the message says what to do."""


@dataclass(frozen=True)
class Photo:
    """A picture ready to be kept: WebP bytes without metadata, width and height in points."""

    content: bytes
    width: int
    height: int


def cleaned(file: IO[bytes], size_bytes: int | None = None) -> Photo:
    """Draw a JPEG, PNG or WebP anew as a WebP of at most 1,600 points a side; of a moving one the first view.

    The size is judged from the header, before a single point is unpacked. Raises BadPhoto. O(points).
    """
    from PIL import Image, ImageOps

    if size_bytes is not None and size_bytes > LARGEST_BYTES:
        raise BadPhoto(_("The photo is larger than 10 MB. Choose a smaller one."))
    try:
        with warnings.catch_warnings():
            # Pillow warns of a decompression bomb at a size of its own; ours is judged below.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(file, formats=KINDS) as opened:
                if opened.width * opened.height > MOST_POINTS:
                    raise BadPhoto(_("The photo has more than 40 million points. Choose a smaller one."))
                opened.draft("RGB", (2 * LONGEST_SIDE, 2 * LONGEST_SIDE))
                upright = ImageOps.exif_transpose(opened)
                plain = upright.convert("RGBA" if _see_through(upright) else "RGB")
                plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    except BadPhoto:
        raise
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as fault:
        raise BadPhoto(_("This file is no photo. Choose a JPEG, PNG or WebP file.")) from fault
    # A new picture of the same points: whatever else the file carried stays behind.
    fresh = Image.new(plain.mode, plain.size)
    fresh.paste(plain)
    out = io.BytesIO()
    fresh.save(out, "WEBP", quality=QUALITY, method=4)
    return Photo(out.getvalue(), fresh.width, fresh.height)


def _see_through(image: Any) -> bool:
    return image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info


class PhotoField(forms.FileField):
    """A photo from a camera or a folder; cleans to a `Photo`. An empty one that may stay empty is None."""

    widget = forms.FileInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}))
        super().__init__(**kwargs)

    def to_python(self, data: Any) -> Any:
        """Return the drawn photo, or None for no file."""
        file = super().to_python(data)
        if file is None:
            return None
        try:
            return cleaned(file, file.size)
        except BadPhoto as fault:
            raise ValidationError(str(fault), code="invalid") from fault
