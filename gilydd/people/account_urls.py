"""Sign-in, by email code or password: allauth's views behind our doors, each declared by name."""

from allauth.account import views
from django.urls import path

from gilydd.ui.doors import PERSON, PUBLIC, page

signing_in = page("GET", "POST", who=PUBLIC)
signed_in = page("GET", "POST", who=PERSON)
shown = page("GET", who=PUBLIC)

urlpatterns = [
    path("people/sign-in/", signing_in(views.login), name="account_login"),
    path("people/sign-in/code/", signing_in(views.request_login_code), name="account_request_login_code"),
    path(
        "people/sign-in/code/confirm/",
        signing_in(views.confirm_login_code),
        name="account_confirm_login_code",
    ),
    path("people/sign-out/", signed_in(views.logout), name="account_logout"),
    path("people/inactive/", shown(views.account_inactive), name="account_inactive"),
    path("people/password/", signed_in(views.password_change), name="account_change_password"),
    path("people/password/set/", signed_in(views.password_set), name="account_set_password"),
    # allauth asks for these names; both lead to the code, because nobody signs up alone here.
    path("people/sign-up/", shown(views.signup), name="account_signup"),
    path("people/password/reset/", signing_in(views.request_login_code), name="account_reset_password"),
]
