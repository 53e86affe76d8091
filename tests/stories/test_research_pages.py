"""Pages of peer research: opened in both languages, used without a script, at a constant cost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from gilydd.people.models import Person
from gilydd.stories.commands import coding, studies
from gilydd.stories.models import Highlight, Memo, Study, StudyExport
from gilydd.stories.queries.coding import page
from gilydd.stories.queries.research import coders, texts, theme_tree
from gilydd.stories.queries.research import studies as my_studies
from tests.cast import Cast

from .reading import LONG, a_study, mark, researcher, text, theme, transcript

pytestmark = pytest.mark.django_db


@pytest.fixture
def anwen(garw: Cast) -> Person:
    return researcher(garw, "Anwen")


@pytest.fixture
def study(garw: Cast, anwen: Person) -> Study:
    made = a_study(garw, anwen, researcher(garw, "Bethan"))
    source = transcript(anwen, made, LONG)
    row = mark(anwen, source, "Waiting", "Ddaeth neb o'r tŷ.")
    coding.write_memo(by=anwen, study=made, words="Glaw", lang="cy", highlight=row)
    return made


def address(study: Study, name: str, *things: Any) -> str:
    return reverse(f"stories:{name}", args=[study.community.slug, *things])


@pytest.mark.parametrize(("lang", "easy"), [("cy", "1"), ("en", "0")])
def test_every_page_opens(
    study: Study, anwen: Person, sign_in: Callable[..., Client], lang: str, easy: str
) -> None:
    client = sign_in(anwen)
    client.cookies["easy_read"] = easy
    own = ("study", "study_stories", "transcript_new", "coder_new", "study_compare", "study_close", "findings_write",
           "study_hours", "study_agreement", "study_matrix", "study_passages", "study_take", "journal")  # fmt: skip
    pages = [address(study, name, study.pk) for name in own]
    pages += [address(study, name) for name in ("studies", "study_new", "project_in", "codebook_new")]
    pages += [
        address(study, name, study.codebook_id)
        for name in ("codebook", "theme_new", "codebook_file", "codebook_fill")
    ]
    pages += [address(study, name, text(study).pk) for name in ("text", "text_note", "text_remove")]
    pages += [address(study, "theme_change", theme(study, "Waiting").pk)]
    pages += [address(study, "memo_change", Memo.objects.get().pk)]
    for one in pages:
        assert client.get(one.replace("/en/", f"/{lang}/", 1)).status_code == 200, one


def test_a_text_is_coded_without_a_script(
    study: Study, anwen: Person, sign_in: Callable[..., Client]
) -> None:
    client = sign_in(anwen)
    where = address(study, "text", text(study).pk)
    kind = str(theme(study, "Kindness").pk)
    assert client.post(where, {"sentences": ["0", "1"], "theme": kind, "words": ""}).status_code == 302
    row = Highlight.objects.get(theme=kind)
    assert text(study).text[row.start : row.end] == "Arhosais i'n hir yn y glaw. Ddaeth neb o'r tŷ."
    assert (
        client.post(where, {"sentences": ["2"], "theme": kind, "words": "Siôn a'i w\u0302yr"}).status_code
        == 302
    )
    row = Highlight.objects.filter(theme=kind).latest("pk")
    assert text(study).text[row.start : row.end] == "Siôn a'i ŵyr"
    refused = client.post(where, {"sentences": ["2"], "theme": kind, "words": "nid yma"}).content.decode()
    assert "These words do not stand in what you ticked" in refused
    assert 'value="2" checked' in refused
    assert "Tick the sentence first" in client.post(where, {"theme": kind}).content.decode()
    shown = client.get(where).content.decode()
    assert '<mark class="mark theme-c' in shown


def test_what_somebody_writes_never_becomes_markup(
    study: Study, anwen: Person, sign_in: Callable[..., Client]
) -> None:
    source = transcript(anwen, study, "<script>alert(1)</script> & <b>x</b>. Two.", "9")
    mark(anwen, source, "Waiting", "<b>x</b>.")
    coding.write_memo(by=anwen, study=study, words="<img src=x onerror=1>", lang="en", source=source)
    shown = sign_in(anwen).get(address(study, "text", source.pk)).content.decode()
    assert "<script>alert(1)" not in shown
    assert "<b>x</b>" not in shown
    assert "<img src=x" not in shown


def test_a_file_that_is_taken_away_is_written_down(
    study: Study, anwen: Person, sign_in: Callable[..., Client]
) -> None:
    client = sign_in(anwen)
    where = address(study, "study_take", study.pk)
    project = client.post(where, {"kind": "project"})
    assert project["Content-Disposition"] == 'attachment; filename="waiting.qdpx"'
    assert project.content.startswith(b"PK")
    passages = client.post(where, {"kind": "passages"})
    assert "Ddaeth neb o'r tŷ." in passages.content.decode("utf-8-sig")
    assert list(StudyExport.objects.values_list("kind", flat=True)) == ["project", "passages"]
    back = {
        "file": SimpleUploadedFile("w.qdpx", project.content), "lang": "en", "consented_how": "paper",
        "consented_on_0": "2", "consented_on_1": "3", "consented_on_2": "2026", "consent_sheet": "9",
        "training": "T", "trained_on_0": "2", "trained_on_1": "3", "trained_on_2": "2026", "write": "",
    }  # fmt: skip
    looked = client.post(address(study, "project_in"), back)
    assert "This is what would come in" in looked.content.decode()
    assert Study.objects.count() == 1
    broken = back | {"file": SimpleUploadedFile("w.qdpx", b"no")}
    assert (
        "a zip with project.qde in it was expected"
        in client.post(address(study, "project_in"), broken).content.decode()
    )


def test_findings_are_for_everybody_and_name_who_wanted_it(
    garw: Cast, study: Study, anwen: Person, sign_in: Callable[..., Client]
) -> None:
    visitor = sign_in()
    where = address(study, "findings", study.pk)
    assert visitor.get(where).status_code == 404
    studies.be_named(by=anwen, study=study, by_name=True)
    studies.close_study(by=anwen, study=study)
    studies.publish_findings(by=anwen, study=study, findings="Nobody is told.", lang="en")
    shown = visitor.get(where).content.decode()
    assert "Nobody is told." in shown
    assert "Anwen" in shown
    assert "Bethan" not in shown
    assert "Ddaeth neb" not in shown
    assert "Nobody is told." not in visitor.get(reverse("stories:start", args=[garw.slug])).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_lists_take_the_same_number_of_queries(
    study: Study, anwen: Person, django_assert_num_queries: Any, number: int
) -> None:
    for place in range(number):
        source = transcript(anwen, study, f"{LONG} {place}", f"S{place}")
        mark(anwen, source, "Kindness", "daeth Siôn")
    my_studies(anwen, study.community)
    with django_assert_num_queries(3):
        my_studies(anwen, study.community)
    with django_assert_num_queries(4):
        texts(anwen, study)
    with django_assert_num_queries(4):
        coders(anwen, study)
    with django_assert_num_queries(1):
        theme_tree(study.codebook)
    source = text(study)
    with django_assert_num_queries(6):
        page(anwen, source)
