"""Sentences of the sign-in pages that come from django-allauth and from Django's rules for passwords.

Neither has them in Welsh, or not in our spelling. They are listed here, letter for letter as they
stand there, so that they enter our catalogue; Django looks a sentence up there before it asks the
catalogues of other packages. When one of the two packages changes a sentence, change it here too.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop, ngettext_lazy

SENTENCES = (
    # Labels and placeholders: allauth/account/forms.py and fields.py.
    gettext_noop("Email"),
    gettext_noop("Email address"),
    gettext_noop("Password"),
    gettext_noop("Password (again)"),
    gettext_noop("Current Password"),
    gettext_noop("New Password"),
    gettext_noop("New Password (again)"),
    gettext_noop("Remember Me"),
    gettext_noop("Forgot your password?"),
    gettext_noop("Code"),
    # Errors: allauth/account/adapter.py and forms.py.
    gettext_noop("This account is currently inactive."),
    gettext_noop("The email address and/or password you specified are not correct."),
    gettext_noop("Please type your current password."),
    gettext_noop("You must type the same password each time."),
    gettext_noop("Incorrect code."),
    gettext_noop("Incorrect password."),
    gettext_noop("Invalid login."),
    gettext_noop("Too many failed login attempts. Try again later."),
    gettext_noop("Be patient, you are sending too many requests."),
    gettext_noop("The email address is not assigned to any user account."),
    # An address that is none: django/core/validators.py.
    gettext_noop("Enter a valid email address."),
    # Rules for a new password: django/contrib/auth/password_validation.py.
    gettext_noop("This password is too common."),
    gettext_noop("Your password can’t be a commonly used password."),
)
COUNTED_SENTENCES = (
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
    ngettext_lazy(
        "Your password must contain at least %(min_length)d character.",
        "Your password must contain at least %(min_length)d characters.",
        "min_length",
    ),
)
