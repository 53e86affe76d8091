"""Addresses of people in a community, below /c/<community>/people/."""

from django.urls import path

from .views import joining, members, others

app_name = "people_here"
urlpatterns = [
    path("", members.roll, name="roll"),
    path("enrol/", members.enrol, name="enrol"),
    path("organisations/new/", members.organisation_new, name="organisation_new"),
    path("<int:member>/", members.member, name="member"),
    path("<int:member>/details/", members.details, name="details"),
    path("<int:member>/speaking/", members.speaking, name="speaking"),
    path("<int:member>/area/", members.area_of, name="area_of"),
    path("<int:member>/roles/", members.roles, name="roles"),
    path("<int:member>/acting/", members.acting, name="acting"),
    path("<int:member>/pause/", members.pause, name="pause"),
    path("<int:member>/reopen/", members.reopen, name="reopen"),
    path("<int:member>/checks/", others.checks_of, name="checks_of"),
    path("<int:member>/agreed/", others.agreed_of, name="agreed_of"),
    path("roles/<int:role>/end/", members.role_end, name="role_end"),
    path("acting/<int:acting>/end/", members.acting_end, name="acting_end"),
    path("join/", joining.join, name="join"),
    path("join/asked/", joining.joined, name="joined"),
    path("conduct/", joining.conduct, name="conduct"),
    path("joining/", joining.joinings, name="joinings"),
    path("joining/new/", joining.joining_new, name="joining_new"),
    path("joining/rules/", joining.joining_rules, name="joining_rules"),
    path("joining/references/<int:reference>/", joining.reference, name="reference"),
    path("joining/<int:joining>/", joining.joining, name="joining"),
    path("joining/<int:joining>/<slug:step>/", joining.joining_step, name="joining_step"),
    path("areas/", others.areas, name="areas"),
    path("areas/new/", others.area_new, name="area_new"),
    path("areas/<int:area>/", others.area, name="area"),
    path("areas/<int:area>/coordinators/", others.coordinators, name="coordinators"),
    path("checks/", others.checks, name="checks"),
    path("checks/work/new/", others.work_rule_new, name="work_rule_new"),
    path("checks/work/<int:rule>/end/", others.work_rule_end, name="work_rule_end"),
    path("checks/<int:check>/end/", others.check_end, name="check_end"),
    path("agreed/", others.agreed, name="agreed"),
    path("news/", others.mailings, name="mailings"),
    path("news/new/", others.mailing_new, name="mailing_new"),
    path("news/<int:mailing>/", others.mailing, name="mailing"),
    path("letters/", others.letters, name="letters"),
    path("words/", others.words, name="words"),
    path("words/new/", others.word_new, name="word_new"),
    path("words/<int:term>/", others.word, name="word"),
]
