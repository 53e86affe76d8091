"""Addresses of safety, below /c/<community>/safety/."""

from django.urls import path

from . import views

app_name = "safety"
urlpatterns = [
    path("", views.start, name="start"),
    path("concerns/new/", views.raise_concern, name="raise"),
    path("concerns/mine/", views.mine, name="mine"),
    path("concerns/", views.concerns, name="concerns"),
    path("concerns/<int:concern>/", views.concern, name="concern"),
    path("concerns/<int:concern>/note/", views.note, name="note"),
    path("concerns/<int:concern>/share/", views.share, name="share"),
    path("concerns/<int:concern>/take/", views.take_on, name="take_on"),
    path("concerns/<int:concern>/step/", views.step, name="step"),
    path("steps/<int:planned>/done/", views.step_done, name="step_done"),
    path("rules/", views.rules, name="rules"),
    path("concerns/<int:concern>/close/", views.close, name="close"),
    path("concerns/<int:concern>/reopen/", views.reopen, name="reopen"),
    path("notes/<int:note>/mark/", views.note_mark, name="note_mark"),
    path("shares/<int:share>/end/", views.share_end, name="share_end"),
    path("shared/", views.shared, name="shared"),
    path("blocks/", views.blocks, name="blocks"),
    path("people/<int:member>/block/", views.block, name="block"),
    path("blocks/<int:block>/end/", views.unblock, name="unblock"),
]
