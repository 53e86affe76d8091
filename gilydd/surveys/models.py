"""Surveys and their questions, who answered, what was answered, and results that others published."""

from __future__ import annotations

import uuid

from django.db import models

from gilydd.people.models import Community, OfCommunity, Party

from .words import Channel, CountsAs, FigureKind, Group, SurveyState


class Survey(models.Model):
    """One or more questions, asked of citizens and of staff between two days."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="surveys")
    title_cy = models.CharField(max_length=160)
    title_en = models.CharField(max_length=160)
    purpose_cy = models.TextField()
    purpose_en = models.TextField()
    opens_on = models.DateField()
    closes_on = models.DateField()
    state = models.CharField(max_length=6, choices=SurveyState.choices, default=SurveyState.DRAFT)
    figures = models.CharField(max_length=6, choices=FigureKind.choices, default=FigureKind.PEOPLE)
    closed_on = models.DateField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes_on__gte=models.F("opens_on")), name="surveys_survey_days_in_order"
            ),
            models.CheckConstraint(
                condition=models.Q(state=SurveyState.CLOSED, closed_on__isnull=False)
                | (~models.Q(state=SurveyState.CLOSED) & models.Q(closed_on__isnull=True)),
                name="surveys_survey_closed_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.title_en


class Question(models.Model):
    """One question, in the same words for everybody."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="survey_questions")
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="questions")
    place_in_list = models.PositiveSmallIntegerField()
    text_cy = models.TextField()
    text_en = models.TextField()

    objects = OfCommunity.as_manager()

    class Meta:
        ordering = ["place_in_list"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "place_in_list"], name="surveys_question_place_once")
        ]

    def __str__(self) -> str:
        return self.text_en


class AnswerOption(models.Model):
    """One answer that can be chosen."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="survey_options")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="options")
    place_in_list = models.PositiveSmallIntegerField()
    code = models.SlugField(max_length=30)
    text_cy = models.CharField(max_length=120)
    text_en = models.CharField(max_length=120)
    picture = models.CharField(max_length=40)
    counts_as = models.CharField(max_length=12, choices=CountsAs.choices)

    objects = OfCommunity.as_manager()

    class Meta:
        ordering = ["place_in_list"]
        constraints = [
            models.UniqueConstraint(fields=["question", "code"], name="surveys_option_code_once"),
            models.UniqueConstraint(fields=["question", "place_in_list"], name="surveys_option_place_once"),
        ]

    def __str__(self) -> str:
        return self.text_en


class Audience(models.Model):
    """A group that is asked. `population`: how many people could have been asked, where that is known."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="survey_audiences")
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="audiences")
    group = models.CharField(max_length=8, choices=Group.choices)
    population = models.PositiveIntegerField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["survey", "group"], name="surveys_audience_group_once"),
            models.CheckConstraint(
                condition=models.Q(population__isnull=True) | models.Q(population__gt=0),
                name="surveys_audience_population",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} of survey {self.survey_id}"


class Answered(models.Model):
    """That a person answered a question, or that a paper slip was entered; never what, never when.

    See Answer for what the separation protects.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="survey_answered")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answered")
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="survey_answered"
    )
    slip = models.CharField(max_length=40, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["question", "party"],
                condition=models.Q(party__isnull=False),
                name="surveys_answered_person_once",
            ),
            models.UniqueConstraint(
                fields=["question", "slip"], condition=~models.Q(slip=""), name="surveys_answered_slip_once"
            ),
            models.CheckConstraint(
                condition=models.Q(party__isnull=False, slip="")
                | (models.Q(party__isnull=True) & ~models.Q(slip="")),
                name="surveys_answered_person_or_slip",
            ),
        ]

    def __str__(self) -> str:
        return f"question {self.question_id} answered"


class Answer(models.Model):
    """What somebody answered, stored without who.

    A survey is confidential; it is not a secret ballot. What protects: no column, key, record of history
    or time finer than a day joins this row to Answered; the keys are random; answers to two questions of
    one survey cannot be joined to each other; `commands.close_survey` writes the rows of both tables
    anew in the order of their random keys, so that afterwards neither the order on disk nor the number
    of a transaction joins them. What does not protect: until then somebody who can read the database
    file, and for ever somebody who keeps copies or write-ahead logs of it from that time, can lay the two
    tables side by side in the order of writing; the web server's log of requests has times; a day on
    which one person answered joins that person to that day; and who enters a slip reads it. Where an
    answer must stay secret even from the administrator, use a ballot (the deciding room).

    `entered_by_key` is kept for paper and phone alone: on a screen it would be the person.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="survey_answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    option = models.ForeignKey(AnswerOption, on_delete=models.PROTECT, related_name="answers")
    group = models.CharField(max_length=8, choices=Group.choices)
    channel = models.CharField(max_length=6, choices=Channel.choices)
    entered_by_key = models.CharField(max_length=80, blank=True)
    given_on = models.DateField()

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(channel=Channel.SCREEN) | models.Q(entered_by_key=""),
                name="surveys_answer_screen_names_nobody",
            )
        ]
        indexes = [models.Index(fields=["question", "group", "option"], name="surveys_answer_counting")]

    def __str__(self) -> str:
        return f"an answer to question {self.question_id}"


class PublishedResult(models.Model):
    """What somebody else found and published: the wording, the source, the claim and the counts.

    `count` of `n` people answered favourably, and `population` could have been asked. Where the source
    prints a percentage alone, `count_worked_out` says that the count was worked out from it.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="published_results")
    beside = models.ForeignKey(
        Question, on_delete=models.PROTECT, null=True, blank=True, related_name="published_results"
    )
    group = models.CharField(max_length=8, choices=Group.choices)
    question_cy = models.TextField()
    question_en = models.TextField()
    source = models.CharField(max_length=300)
    url = models.CharField(max_length=300, blank=True)
    published_on = models.DateField()
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    n = models.PositiveIntegerField()
    count = models.PositiveIntegerField()
    count_worked_out = models.BooleanField()
    population = models.PositiveIntegerField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(n__gt=0, count__lte=models.F("n")), name="surveys_published_counts"
            ),
            models.CheckConstraint(
                condition=models.Q(population__isnull=True) | models.Q(population__gte=models.F("n")),
                name="surveys_published_population",
            ),
            models.CheckConstraint(
                condition=models.Q(percent__gte=0, percent__lte=100), name="surveys_published_percent"
            ),
        ]

    def __str__(self) -> str:
        return self.question_en
