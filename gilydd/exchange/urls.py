"""Addresses of the exchange, below /c/<community>/exchange/."""

from django.urls import path

from .views import asks as views

app_name = "exchange"
urlpatterns = [
    path("", views.board, name="board"),
    path("asks/new/", views.ask_new, name="ask_new"),
    path("asks/<int:ask>/", views.ask, name="ask"),
    path("asks/<int:ask>/withdraw/", views.ask_withdraw, name="ask_withdraw"),
    path("asks/<int:ask>/promise/", views.promise, name="promise"),
    path("promises/<int:promise>/take-back/", views.take_back, name="take_back"),
    path("promises/<int:promise>/confirm/", views.confirm, name="confirm"),
    path("statement/", views.statement, name="statement"),
    path("statements/<int:member>/", views.statement_of, name="statement_of"),
    path("transfers/<int:transfer>/", views.transfer, name="transfer"),
    path("transfers/<int:transfer>/reverse/", views.reverse, name="reverse"),
    path("books/", views.books, name="books"),
]
