"""What peer researchers are told. Each notice asks again when it is sent, and repeats no text."""

from __future__ import annotations

from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _

from gilydd.people.models import Person
from gilydd.people.notices import notify
from gilydd.people.queries import standing
from gilydd.people.words import Role

from .models import StudyCoder, StudyExport, StudySource
from .research_words import StudyState


def coder_added(coder_id: int) -> None:
    """Tell a peer researcher that they can code in a study."""
    coder = _coder(coder_id)
    if coder is None:
        return
    _tell(
        coder,
        "added",
        lambda: (
            _("You can begin to code: %(study)s") % {"study": coder.study.name},
            _("Read each text by yourself and mark what you find. The others do not see your marks yet."),
        ),
    )


def compared(coder_id: int) -> None:
    """Tell a coder that all see each other's marks now."""
    coder = _coder(coder_id)
    if coder is None or coder.study.state == StudyState.CODING:
        return
    _tell(
        coder,
        "compared",
        lambda: (
            _("Now you see what the others marked: %(study)s") % {"study": coder.study.name},
            _("Look where you marked the same and where not, and talk about it."),
        ),
    )


def text_gone(source_id: int) -> None:
    """Tell those who took a file of the study away to delete the text that was withdrawn from it."""
    source = StudySource.objects.select_related("study__community").get(pk=source_id)
    if source.gone_at is None:
        return
    study, community = source.study, source.study.community
    told: set[int] = set()
    for taken in StudyExport.objects.filter(study=study).select_related("party__person").order_by("pk"):
        if source.number not in taken.sources or taken.party_id in told:
            continue
        told.add(taken.party_id)
        notify(
            party=taken.party,
            community=community,
            key=f"stories.text_gone:{source.pk}:{taken.party_id}",
            render=partial(_gone, source),
            href=lambda: reverse("stories:study", args=[community.slug, study.pk]),
        )


def _gone(source: StudySource) -> tuple[str, str]:
    words = {"number": source.number, "study": source.study.name}
    return (
        _("Please delete text %(number)s") % words,
        _(
            "You took a file of the study “%(study)s”. Text %(number)s was withdrawn from it since. "
            "Delete your file, and take a new one without it."
        )
        % words,
    )


def _coder(coder_id: int) -> StudyCoder | None:
    """The coder, where they still code and still are a peer researcher."""
    rows = StudyCoder.objects.select_related("study__community", "party__person")
    coder = rows.get(pk=coder_id)
    person: Person | None = getattr(coder.party, "person", None) if coder.party else None
    here = standing(person, coder.study.community)
    fits = coder.ended_at is None and here.active and Role.RESEARCHER in here.roles
    return coder if fits else None


def _tell(coder: StudyCoder, what: str, render: object) -> None:
    study = coder.study
    if coder.party is None:
        return
    notify(
        party=coder.party,
        community=study.community,
        key=f"stories.coder:{coder.pk}:{what}:{coder.joined_at:%Y%m%d%H%M%S}",
        render=render,  # type: ignore[arg-type]
        href=lambda: reverse("stories:study", args=[study.community.slug, study.pk]),
    )
