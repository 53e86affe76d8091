"""The folder of an index: whole generations of memory-mapped arrays, and a log of what changed since.

    folder/
      CURRENT              which generation counts (JSON, with the version of this format)
      lock                 held by the one who writes
      generation-000001/   never changed once it is there, but for its log
        header.json        version, size, type and checksum of every array
        ids.npy …          NumPy's own files
        changes.log        one frame a change: length, CRC-32, JSON

A generation is written aside, brought safely to disk and then made the current one by replacing CURRENT,
which is one atomic step: a reader has the old one or the new one, and an interrupted write leaves the old
one. A frame counts when it is whole; a torn one at the end of the log (the machine stopped in the middle)
never happened, and the next writer cuts it off.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from gilydd.algorithms.peers.columns import BLOCK, Array
from gilydd.algorithms.peers.score import PeersError

VERSION = 1
CURRENT, LOCK, HEADER, LOG = "CURRENT", "lock", "header.json", "changes.log"
NAMES = ("ids", "order", "people", "tag_starts", "tags", "keys", "boxes", "posting_starts", "postings")
_FRAME = struct.Struct("<II")
#: No change is near as long; a greater length is a damaged file and not a frame to wait for.
_FRAME_MOST_BYTES = 2**28


class PeersIndexError(PeersError):
    """A folder that holds no index, an older one or a damaged one; the message says which, and what to do."""


@dataclass(frozen=True)
class Generation:
    """One generation, mapped: ``arrays`` by name; ``people`` is how many the index was built of."""

    folder: Path
    people: int
    arrays: Mapping[str, Array]

    @property
    def bytes(self) -> int:
        """What its files take on disk, the log left out."""
        return sum(path.stat().st_size for path in self.folder.iterdir() if path.name != LOG)


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Be the only writer, of all processes."""
    with (folder / LOCK).open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def write(folder: Path, arrays: Mapping[str, Array]) -> None:
    """Write a generation and make it the current one. The caller holds the lock."""
    numbers = [int(path.name.rpartition("-")[2]) for path in folder.glob("generation-*[0-9]")]
    name = f"generation-{max(numbers, default=0) + 1:06}"
    aside = folder / f"{name}.part"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    told = {}
    for key in NAMES:
        path = aside / f"{key}.npy"
        with path.open("wb") as out:
            np.save(out, np.ascontiguousarray(arrays[key]))
            _settle(out)
        told[key] = {"bytes": path.stat().st_size, "crc32": _checksum(path)}
    header = {"format": "gilydd peers", "version": VERSION, "block": BLOCK, "arrays": told}
    _write_settled(aside / HEADER, json.dumps(header, indent=1))
    _write_settled(aside / LOG, "")
    _settle_folder(aside)
    aside.rename(folder / name)
    pointer = folder / f"{CURRENT}.part"
    _write_settled(pointer, json.dumps({"version": VERSION, "generation": name}))
    pointer.replace(folder / CURRENT)
    _settle_folder(folder)
    # Whoever has an older one mapped keeps it: the files go when the last of them lets go.
    for other in folder.glob("generation-*"):
        if other.name != name:
            shutil.rmtree(other, ignore_errors=True)


def current(folder: Path) -> str:
    """The name of the current generation. Raises :class:`PeersIndexError`."""
    try:
        told = json.loads((folder / CURRENT).read_text(encoding="utf-8"))
        version, name = told["version"], told["generation"]
    except FileNotFoundError:
        raise PeersIndexError(f"{folder}: no index of peers here (no file {CURRENT}); build one") from None
    except (ValueError, KeyError, TypeError):
        raise PeersIndexError(f"{folder / CURRENT}: damaged; build the index again") from None
    _check_version(version, folder / CURRENT)
    return str(name)


def read(folder: Path, name: str, verify: bool) -> Generation:
    """Map a generation. Raises :class:`PeersIndexError`; FileNotFoundError if it is gone.

    ``verify``: read every file once and compare its checksum. The search trusts the numbers in the arrays,
    so a damaged file that is not noticed here could end the process.
    """
    here = folder / name
    try:
        header = json.loads((here / HEADER).read_text(encoding="utf-8"))
        told, version, block = header["arrays"], header["version"], header["block"]
    except (ValueError, KeyError, TypeError):
        raise PeersIndexError(f"{here / HEADER}: damaged; build the index again") from None
    _check_version(version, here / HEADER)
    if block != BLOCK:
        raise PeersIndexError(f"{here}: blocks of {block} people, expected {BLOCK}; build the index again")
    found = {key: _mapped(here / f"{key}.npy", told.get(key), verify) for key in NAMES}
    return Generation(here, len(found["ids"]), found)


def _mapped(path: Path, told: Any, verify: bool) -> Array:
    try:
        size = path.stat().st_size
        if size != told["bytes"]:
            raise PeersIndexError(f"{path}: {size} bytes, expected {told['bytes']}; build the index again")
        if verify and _checksum(path) != told["crc32"]:
            raise PeersIndexError(f"{path}: its checksum is wrong; build the index again")
        # The plain view: numba takes an array and not a subclass of it.
        return np.load(path, mmap_mode="r", allow_pickle=False).view(np.ndarray)
    except FileNotFoundError:
        if path.parent.is_dir() and (path.parent / HEADER).exists():
            raise PeersIndexError(f"{path}: missing; build the index again") from None
        raise
    except (ValueError, TypeError, KeyError, EOFError) as error:
        if isinstance(error, PeersIndexError):
            raise
        raise PeersIndexError(f"{path}: damaged; build the index again") from None


def _check_version(version: Any, path: Path) -> None:
    if version != VERSION:
        raise PeersIndexError(
            f"{path}: version {version!r} of the format, expected {VERSION}; build the index again"
        )


def append(log: Path, change: Any, end: int) -> None:
    """Add a change to a log whose whole frames end at ``end``, and bring it safely to disk.

    A torn frame after them is cut off. The caller holds the lock. Raises :class:`PeersError` for a change of
    over 256 MB.
    """
    payload = json.dumps(change, separators=(",", ":")).encode()
    if len(payload) > _FRAME_MOST_BYTES:
        raise PeersError("too many people in one change; hand them in in parts")
    with log.open("r+b") as out:
        out.truncate(end)
        out.seek(end)
        out.write(_FRAME.pack(len(payload), _seal(payload)) + payload)
        _settle(out)


def changes(log: Path, start: int) -> tuple[list[Any], int]:
    """The whole frames of a log from a position, and the position after them."""
    with log.open("rb") as source:
        source.seek(start)
        payloads, length = _frames(source.read(), start, log)
    return [json.loads(payload) for payload in payloads], start + length


def _frames(data: bytes, start: int, log: Path) -> tuple[list[bytes], int]:
    found, at = [], 0
    while at + _FRAME.size <= len(data):
        length, checksum = _FRAME.unpack_from(data, at)
        end = at + _FRAME.size + length
        payload = data[at + _FRAME.size : end]
        whole = end <= len(data) and _seal(payload) == checksum
        # After a power cut the end of a file may be longer than what was written, and full of zeros.
        if not whole and data[at:].strip(b"\0") and (length > _FRAME_MOST_BYTES or end < len(data)):
            raise PeersIndexError(f"{log}: damaged at byte {start + at}; build the index again")
        if not whole:
            break
        found.append(payload)
        at = end
    return found, at


def _seal(payload: bytes) -> int:
    """CRC-32, begun at 1 so that zeros are no frame."""
    return zlib.crc32(payload, 1)


def _checksum(path: Path) -> int:
    total = 0
    with path.open("rb") as source:
        while part := source.read(2**22):
            total = zlib.crc32(part, total)
    return total


def _write_settled(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as out:
        out.write(text)
        _settle(out)


def _settle(out: Any) -> None:
    out.flush()
    os.fsync(out.fileno())


def _settle_folder(folder: Path) -> None:
    held = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(held)
    finally:
        os.close(held)
