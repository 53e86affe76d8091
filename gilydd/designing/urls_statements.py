"""Addresses of statements, opinions and voice, below those of their challenge."""

from django.urls import path

from .views import statements as views

paths = [
    path("challenges/<int:challenge>/statements/", views.statements, name="statements"),
    path("challenges/<int:challenge>/statements/answer/", views.statement_answer, name="statement_answer"),
    path("challenges/<int:challenge>/statements/new/", views.statement_new, name="statement_new"),
    path("challenges/<int:challenge>/statements/read/", views.statements_to_read, name="statements_to_read"),
    path("challenges/<int:challenge>/statements/paper/", views.statements_paper, name="statements_paper"),
    path("challenges/<int:challenge>/statements/sheet/", views.statements_sheet, name="statements_sheet"),
    path("challenges/<int:challenge>/statements/bring/", views.conversation_new, name="conversation_new"),
    path("challenges/<int:challenge>/statements/file/", views.conversation_file, name="conversation_file"),
    path("challenges/<int:challenge>/opinions/", views.opinions, name="opinions"),
    path("challenges/<int:challenge>/opinions/table/", views.opinions_table, name="opinions_table"),
    path("challenges/<int:challenge>/voice/", views.voice, name="voice"),
    path("statements/<int:statement>/read/", views.statement_read, name="statement_read"),
    path("statements/<int:statement>/back/", views.statement_back, name="statement_back"),
]
