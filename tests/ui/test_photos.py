"""Photos that people upload: what is taken, what is refused, and what never reaches the database."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from gilydd.ui import photos
from gilydd.ui.photos import BadPhoto, PhotoField, cleaned

GPS, ORIENTATION, MAKER = 0x8825, 0x0112, 0x010F


def photo(kind: str = "JPEG", size: tuple[int, int] = (400, 300), **more: Any) -> io.BytesIO:
    made = io.BytesIO()
    image = Image.new("RGBA" if kind == "PNG" else "RGB", size, (20, 90, 60))
    image.save(made, kind, **more)
    made.seek(0)
    return made


def with_camera_data() -> io.BytesIO:
    """A photo that says where, with what and which way up it was taken."""
    data = Image.Exif()
    data[MAKER], data[ORIENTATION] = "A telephone of Mair's", 6
    data.get_ifd(GPS)[1], data.get_ifd(GPS)[2] = "N", (51.0, 37.0, 30.0)
    return photo(exif=data, comment=b"in our kitchen")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_each_kind_becomes_a_webp_of_its_own_size(kind: str) -> None:
    made = cleaned(photo(kind))
    opened = Image.open(io.BytesIO(made.content))
    assert (opened.format, opened.size, (made.width, made.height)) == ("WEBP", (400, 300), (400, 300))


def test_what_the_camera_wrote_stays_behind_and_the_picture_stands_upright() -> None:
    sent = with_camera_data()
    assert b"telephone of Mair" in sent.getvalue()
    made = cleaned(sent)
    assert (made.width, made.height) == (300, 400)
    assert [
        words for words in (b"telephone", b"kitchen", b"Exif", b"EXIF", b"XMP") if words in made.content
    ] == []
    assert dict(Image.open(io.BytesIO(made.content)).getexif()) == {}


def test_a_large_photo_is_made_small_and_keeps_its_shape() -> None:
    made = cleaned(photo(size=(4_000, 2_000)))
    assert (made.width, made.height) == (1_600, 800)


def test_a_flood_of_points_is_refused_from_its_header(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "MOST_POINTS", 100_000)
    sent, loaded = photo(size=(400, 300)), list[Any]()
    monkeypatch.setattr(Image.Image, "load", lambda self: loaded.append(self))
    with pytest.raises(BadPhoto, match="million points"):
        cleaned(sent)
    assert loaded == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"GIF89a" + bytes(40),
        b"\xff\xd8\xff\xe0 not a photo at all",
        photo().getvalue()[:600],
    ],
)
def test_what_is_no_photo_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(BadPhoto, match="Choose a JPEG, PNG or WebP"):
        cleaned(io.BytesIO(content))


def test_a_file_that_is_too_large_is_not_even_opened() -> None:
    with pytest.raises(BadPhoto, match="10 MB"):
        cleaned(io.BytesIO(b"not read"), photos.LARGEST_BYTES + 1)


def test_of_a_moving_picture_the_first_view_is_kept() -> None:
    made = io.BytesIO()
    first, second = Image.new("RGB", (20, 20), (255, 0, 0)), Image.new("RGB", (20, 20), (0, 0, 255))
    first.save(made, "WEBP", save_all=True, append_images=[second], duration=100, lossless=True)
    made.seek(0)
    kept = Image.open(io.BytesIO(cleaned(made).content))
    assert getattr(kept, "n_frames", 1) == 1
    red, _green, blue = kept.convert("RGB").getpixel((10, 10))  # type: ignore[misc]
    assert red > 200 > blue


def test_the_field_says_what_to_do_and_cleans_to_a_photo() -> None:
    field = PhotoField(label="Photo", required=False)
    assert field.clean(None) is None
    sent = SimpleUploadedFile("mair.jpg", photo().getvalue(), "image/jpeg")
    assert field.clean(sent).width == 400
    with pytest.raises(ValidationError, match="JPEG, PNG or WebP"):
        field.clean(SimpleUploadedFile("mair.jpg", b"words", "image/jpeg"))
