"""How pages look: chosen once, kept in the browser and of the person, and read from nobody else."""

from __future__ import annotations

from typing import Any

from django.test import Client

from gilydd.history.models import Record
from gilydd.people.models import Person
from gilydd.ui.display import CHOICES, LONGEST, classes, read, written

DARK = {"size": "largest", "colours": "dark", "spacing": "wide", "motion": "none"}


def html_of(client: Client, path: str = "/en/") -> str:
    text = client.get(path, follow=True).content.decode()
    return text[text.index("<html") : text.index("<head>")]


def test_a_kept_text_says_only_what_can_be_chosen() -> None:
    assert read(written(DARK)) == DARK
    assert written(read("")) == ""
    as_designed = dict.fromkeys(CHOICES, "normal")
    for wrong in ("size-huge", '"><script>', "size", "size-larger-x", "colours-dark;x", ".." * 50):
        assert read(wrong) == as_designed
        assert classes(wrong) == ""
    longest = written({name: max(values, key=len) for name, values in CHOICES.items()})
    assert len(longest) <= LONGEST


def test_a_visitor_chooses_and_goes_back_to_where_they_were(db: Any) -> None:
    client = Client()
    assert "size--" not in html_of(client)
    answer = client.post("/en/ui/display/?next=/en/people/sign-in/", DARK)
    assert answer["Location"] == "/en/people/sign-in/"
    for word in ("size--largest", "colours--dark", "spacing--wide", "motion--none"):
        assert word in html_of(client)
    client.cookies["display"] = 'x"><script>alert(1)</script>'
    assert "script" not in html_of(client)
    assert client.post("/en/ui/display/", DARK | {"size": "huge"}).status_code == 200


def test_what_somebody_chose_is_there_wherever_they_sign_in(garw: Any, sign_in: Any) -> None:
    first = sign_in(garw.sian)
    first.post("/en/ui/display/", DARK)
    first.post("/en/ui/easy-read/", {"on": "1", "next": "/en/"})
    person = Person.objects.get(pk=garw.sian.pk)
    assert (person.display, person.easy_read) == (written(DARK), True)
    assert "colours--dark" in html_of(sign_in(person))
    assert "page--easy" in sign_in(person).get("/en/", follow=True).content.decode()
    # Who supports her, or sits beside her, sees pages as they like them.
    assert "colours--dark" not in html_of(sign_in(garw.dai))
    assert Person.objects.get(pk=garw.dai.pk).display == ""
    assert Record.objects.filter(verb="people.choose_how_pages_look").count() == 1
    first.post("/en/ui/easy-read/", {"on": "1", "next": "/en/"})
    assert Record.objects.filter(verb="people.choose_how_pages_look").count() == 1
