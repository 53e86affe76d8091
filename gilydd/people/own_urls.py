"""Addresses of a person's own pages, below /people/."""

from django.urls import path

from . import key_views
from .views import own

app_name = "people"
urlpatterns = [
    path("me/", own.me, name="me"),
    path("me/details/", own.my_details, name="my_details"),
    path("messages/", own.inbox, name="inbox"),
    path("messages/read/", own.inbox_read, name="inbox_read"),
    path("messages/<int:message>/", own.message, name="message"),
    path("messages/<int:message>/read/", own.message_read, name="message_read"),
    path("keys/", key_views.keys, name="keys"),
    path("feeds/", key_views.feeds, name="feeds"),
    path("keys/<int:token>/revoke/", key_views.revoke, name="key_revoke"),
]
