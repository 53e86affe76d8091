"""Addresses of surveys, below /c/<community>/surveys/."""

from django.urls import path

from . import views

app_name = "surveys"
urlpatterns = [
    path("", views.surveys, name="surveys"),
    path("new/", views.make, name="make"),
    path("mine/", views.mine, name="mine"),
    path("code/", views.code, name="code"),
    path("code/<str:survey_code>/", views.by_code, name="by_code"),
    path("kiosk/<str:kiosk_code>/", views.kiosk, name="kiosk"),
    path("kiosk/<str:kiosk_code>/questions/", views.kiosk_questions, name="kiosk_questions"),
    path("kiosks/<int:kiosk>/end/", views.kiosk_end, name="kiosk_end"),
    path("published/new/", views.cite, name="cite"),
    path("published/<int:published>/", views.published, name="published"),
    path("<int:survey>/", views.survey, name="survey"),
    path("<int:closed_survey>/file/<str:file_kind>/", views.survey_file, name="file"),
    path("<int:survey>/answer/", views.answer, name="answer"),
    path("<int:followed_survey>/mine/cut/", views.cut, name="cut"),
    path("<int:survey>/paper/", views.paper, name="paper"),
    path("<int:survey>/questions/new/", views.question_new, name="question_new"),
    path("<int:survey>/questions/<int:survey_question>/", views.question, name="question"),
    path("<int:survey>/questions/<int:survey_question>/move/", views.question_move, name="question_move"),
    path(
        "<int:survey>/questions/<int:survey_question>/remove/", views.question_remove, name="question_remove"
    ),
    path("<int:survey>/set/", views.set_new, name="set"),
    path("<int:survey>/sample/", views.sample, name="sample"),
    path("<int:survey>/open/", views.open_now, name="open"),
    path("<int:survey>/slips/", views.slips, name="slips"),
    path("<int:survey>/kiosks/", views.kiosks, name="kiosks"),
    path("<int:survey>/remind/", views.remind, name="remind"),
    path("<int:survey>/close/", views.close, name="close"),
    path("<int:survey>/follow/", views.follow, name="follow"),
    path("<int:survey>/reply/", views.reply, name="reply"),
    path("<int:survey>/changes/new/", views.change_new, name="change_new"),
    path("<int:survey>/changes/<int:survey_change>/move/", views.change_move, name="change_move"),
    path("<int:survey>/changes/<int:survey_change>/finish/", views.change_finish, name="change_finish"),
]
