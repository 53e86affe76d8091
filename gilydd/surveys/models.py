"""Surveys and their questions, who answered, what was answered, what followed, and results of others."""

from __future__ import annotations

import uuid

from django.db import models

from gilydd.people.models import Community, OfCommunity, Party

from .words import ChangeState, Channel, CountsAs, FigureKind, Group, Keeping, SurveyState


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
    keeping = models.CharField(max_length=8, choices=Keeping.choices, default=Keeping.APART)
    # The same for a survey and those that follow it: the marks of one person's sheets are made with it.
    series = models.UUIDField(default=uuid.uuid4, editable=False)
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    double_entry = models.BooleanField(default=False)
    # Of slips that were typed twice: how many boxes were compared, and how many differed at first.
    boxes_compared = models.PositiveIntegerField(default=0)
    boxes_differing = models.PositiveIntegerField(default=0)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(boxes_differing__lte=models.F("boxes_compared")),
                name="surveys_survey_boxes",
            ),
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
    """One question, in the same words for everybody.

    `asked_of`: one group alone, or empty for both. `measure` and `item`: the place that it has in a scored
    measure (algorithms.measures); `weight` counts in goal attainment alone. `background`: it asks about the
    person, with how many of each there are known, so that the answers of the others can be weighted.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="survey_questions")
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="questions")
    place_in_list = models.PositiveSmallIntegerField()
    text_cy = models.TextField()
    text_en = models.TextField()
    easy_cy = models.CharField(max_length=200, blank=True)
    easy_en = models.CharField(max_length=200, blank=True)
    picture = models.CharField(max_length=40, blank=True)
    asked_of = models.CharField(max_length=8, choices=Group.choices, blank=True)
    measure = models.SlugField(max_length=20, blank=True)
    item = models.PositiveSmallIntegerField(null=True, blank=True)
    weight = models.PositiveSmallIntegerField(default=1)
    background = models.BooleanField(default=False)

    objects = OfCommunity.as_manager()

    class Meta:
        ordering = ["place_in_list"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "place_in_list"], name="surveys_question_place_once"),
            models.UniqueConstraint(
                fields=["survey", "measure", "item"],
                condition=~models.Q(measure=""),
                name="surveys_question_item_once",
            ),
            models.CheckConstraint(
                condition=models.Q(measure="", item__isnull=True)
                | (~models.Q(measure="") & models.Q(item__gte=1)),
                name="surveys_question_item_of_a_measure",
            ),
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
    points = models.SmallIntegerField(null=True, blank=True)
    # How many people of the population this answer is true of, where the question asks about the person.
    known = models.PositiveIntegerField(null=True, blank=True)

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


class Sheet(models.Model):
    """The answers of one person to one survey, held together without who; see words.Keeping.

    `mark` is a keyed digest of the survey's series and the person or slip (marks.py): it finds the sheet
    again for the next question, for the person's own eyes, and for the survey that follows. At the close of
    a survey that is not followed it is emptied; so it is when a person cuts the tie (commands.cut_tie).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="survey_sheets")
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="sheets")
    group = models.CharField(max_length=8, choices=Group.choices)
    mark = models.CharField(max_length=64, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "mark"], condition=~models.Q(mark=""), name="surveys_sheet_mark_once"
            )
        ]

    def __str__(self) -> str:
        return f"a sheet of survey {self.survey_id}"


class Answer(models.Model):
    """What somebody answered, stored without who.

    A survey is confidential; it is not a secret ballot. What protects: no column, key, record of history
    or time finer than a day joins this row to Answered; the keys are random; answers to two questions of
    one survey cannot be joined to each other; `commands.close_survey` writes the rows of both tables
    anew in the order of their random keys, so that afterwards neither the order on disk nor the number
    of a transaction joins them. (Where the survey keeps the answers of one person together, `sheet` joins
    them to each other; the person is then told so before they answer.)
    What does not protect: until then somebody who can read the database file, and for ever somebody who
    keeps copies or write-ahead logs of it from that time, can lay the two tables side by side in the order
    of writing; the web server's log of requests has times; a day on which one person answered joins that
    person to that day; and who enters a slip reads it. Where an answer must stay secret even from the
    administrator, use a ballot (the deciding room).

    `entered_by_key` is kept for paper and phone alone: on a screen it would be the person.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="survey_answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    option = models.ForeignKey(AnswerOption, on_delete=models.PROTECT, related_name="answers")
    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, null=True, blank=True, related_name="answers")
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
            ),
            models.UniqueConstraint(
                fields=["sheet", "question"],
                condition=models.Q(sheet__isnull=False),
                name="surveys_answer_once_on_a_sheet",
            ),
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


class Sample(models.Model):
    """Who was drawn by lot to be asked: the rule, the seed and the frame, so that anybody can draw again.

    `frame_hash`: SHA-256 over the opaque keys of everybody who could have been drawn, in order
    (algorithms.sampling); `by_area`: each area gets its share.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="survey_samples")
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="samples")
    group = models.CharField(max_length=8, choices=Group.choices)
    seed = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    frame_size = models.PositiveIntegerField()
    frame_hash = models.CharField(max_length=64)
    by_area = models.BooleanField(default=False)
    drawn_on = models.DateField()

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["survey", "group"], name="surveys_sample_group_once"),
            models.CheckConstraint(
                condition=models.Q(size__gt=0, size__lte=models.F("frame_size")), name="surveys_sample_size"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.size} of {self.frame_size} for survey {self.survey_id}"


class Invitation(models.Model):
    """A code that answers a survey once: printed on a slip, in a letter, behind a link, told by phone.

    `party`: the member who was drawn by lot, so that they can be reminded; None for a slip that is handed
    out. It says who was asked, never what they answered.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="survey_invitations")
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="invitations")
    group = models.CharField(max_length=8, choices=Group.choices)
    code = models.CharField(max_length=20, unique=True)
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="survey_invitations"
    )
    reminders = models.PositiveSmallIntegerField(default=0)
    told_on = models.DateField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "party"],
                condition=models.Q(party__isnull=False),
                name="surveys_invitation_person_once",
            )
        ]

    def __str__(self) -> str:
        return f"an invitation to survey {self.survey_id}"


class Kiosk(models.Model):
    """A screen at a place where passers-by answer one after the other, until it is ended."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="survey_kiosks")
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="kiosks")
    group = models.CharField(max_length=8, choices=Group.choices)
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    opened_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"a kiosk of survey {self.survey_id}"


class TypedSlip(models.Model):
    """A paper slip that was typed once and waits for somebody else to type it again, unseen.

    `answers`: {question id: option code}; a box left blank is left out. `slip` stands for the member too,
    where the paper bears a member's number. `compared`: it was typed twice, and the two differ. The row is
    deleted when the slip counts.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="typed_slips")
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="typed_slips")
    slip = models.CharField(max_length=40)
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="typed_slips"
    )
    group = models.CharField(max_length=8, choices=Group.choices)
    given_on = models.DateField(null=True, blank=True)
    answers = models.JSONField(default=dict)
    typed_by_key = models.CharField(max_length=80)
    compared = models.BooleanField(default=False)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "slip"], name="surveys_typed_slip_once")]

    def __str__(self) -> str:
        return f"slip {self.slip} of survey {self.survey_id}, typed once"


class Reply(models.Model):
    """What those who run the service answer to the results, in public; `no_change`: why nothing changes."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="survey_replies")
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="replies")
    words_cy = models.TextField()
    words_en = models.TextField()
    by_whom_cy = models.CharField(max_length=160)
    by_whom_en = models.CharField(max_length=160)
    no_change_cy = models.TextField(blank=True)
    no_change_en = models.TextField(blank=True)
    answered_on = models.DateField()

    objects = OfCommunity.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"a reply to survey {self.survey_id}"


class Change(models.Model):
    """A named change because of a survey: what, by whom, by when, and what became of it.

    `first_due_on` stays when the day is moved; `reason`: why it was moved last, or not done.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="survey_changes")
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="changes")
    what_cy = models.TextField()
    what_en = models.TextField()
    by_whom_cy = models.CharField(max_length=160)
    by_whom_en = models.CharField(max_length=160)
    first_due_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=8, choices=ChangeState.choices, default=ChangeState.PROMISED)
    done_on = models.DateField(null=True, blank=True)
    reason_cy = models.TextField(blank=True)
    reason_en = models.TextField(blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=ChangeState.DONE, done_on__isnull=False)
                | (~models.Q(state=ChangeState.DONE) & models.Q(done_on__isnull=True)),
                name="surveys_change_done_on_a_day",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=ChangeState.NOT_DONE) | ~models.Q(reason_en=""),
                name="surveys_change_not_done_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.what_en
