"""Pseudonyms: a fresh one for each story, the same in both languages, and nobody's name.

A bird or a tree and what it is seen by: *Drudwen y Bore*, Morning Starling. There are 1,000 of them, drawn by
the operating system's source of chance, so that nobody can reckon back to whose story it is.
"""

from __future__ import annotations

import secrets
from typing import Final

CREATURES: Final = (
    ("Drudwen", "Starling"), ("Robin Goch", "Robin"), ("Gwennol", "Swallow"), ("Tylluan", "Owl"),
    ("Barcud", "Kite"), ("Dryw", "Wren"), ("Bronfraith", "Thrush"), ("Ehedydd", "Lark"), ("Gwylan", "Gull"),
    ("Alarch", "Swan"), ("Crëyr", "Heron"), ("Cudyll", "Kestrel"), ("Llinos", "Linnet"), ("Pioden", "Magpie"),
    ("Ysguthan", "Pigeon"), ("Titw", "Titmouse"), ("Cornchwiglen", "Lapwing"), ("Gylfinir", "Curlew"),
    ("Derwen", "Oak"), ("Onnen", "Ash"), ("Bedwen", "Birch"), ("Gwernen", "Alder"), ("Helygen", "Willow"),
    ("Celynnen", "Holly"), ("Criafolen", "Rowan"), ("Ffawydden", "Beech"), ("Collen", "Hazel"),
    ("Draenen", "Thorn"), ("Rhedynen", "Fern"), ("Briallen", "Primrose"), ("Clychlys", "Bellflower"),
    ("Rhosyn", "Rose"), ("Meillionen", "Clover"), ("Bysedd y Cŵn", "Foxglove"), ("Eirlys", "Snowdrop"),
    ("Dyfrgi", "Otter"), ("Draenog", "Hedgehog"), ("Ysgyfarnog", "Hare"), ("Gwiwer", "Squirrel"),
    ("Pathew", "Dormouse"),
)  # fmt: skip
SEEN_BY: Final = (
    ("y Bore", "Morning"), ("yr Hwyr", "Evening"), ("y Nos", "Night"), ("y Wawr", "Dawn"),
    ("y Gwanwyn", "Spring"), ("yr Haf", "Summer"), ("yr Hydref", "Autumn"), ("y Gaeaf", "Winter"),
    ("y Glaw", "Rain"), ("yr Eira", "Snow"), ("y Gwynt", "Wind"), ("yr Haul", "Sun"), ("y Lleuad", "Moon"),
    ("y Mynydd", "Mountain"), ("y Cwm", "Valley"), ("yr Afon", "River"), ("y Môr", "Sea"), ("y Llyn", "Lake"),
    ("y Coed", "Wood"), ("y Ddôl", "Meadow"), ("yr Ardd", "Garden"), ("y Rhos", "Moor"), ("y Bryn", "Hill"),
    ("y Bont", "Bridge"), ("yr Ynys", "Island"),
)  # fmt: skip


def fresh(taken: set[str]) -> tuple[str, str]:
    """A pseudonym (Welsh, English) whose English form is not in `taken`; numbered once all are taken.

    >>> welsh, english = fresh(set())
    >>> english.split()[0] in {english for _welsh, english in SEEN_BY}
    True
    """
    free = [
        (f"{creature_cy} {seen_cy}", f"{seen_en} {creature_en}")
        for creature_cy, creature_en in CREATURES
        for seen_cy, seen_en in SEEN_BY
        if f"{seen_en} {creature_en}" not in taken
    ]
    if free:
        return secrets.choice(free)
    (creature_cy, creature_en), (seen_cy, seen_en) = secrets.choice(CREATURES), secrets.choice(SEEN_BY)
    number = 2
    while f"{seen_en} {creature_en} {number}" in taken:
        number += 1
    return f"{creature_cy} {seen_cy} {number}", f"{seen_en} {creature_en} {number}"
