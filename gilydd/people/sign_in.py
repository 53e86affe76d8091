"""Sign-in by email code or password, through django-allauth, with our rules."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils import translation


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up alone: a broker enrols. Mails about signing in come in both languages."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Welsh and English in one mail: whoever asks for a code has told us no language yet."""
        subjects, bodies = [], []
        for language in ("cy", "en"):
            with translation.override(language):
                message = self.render_mail(template_prefix, email, context)
            subjects.append(message.subject)
            bodies.append(message.body.strip())
        message.subject = " / ".join(subjects)
        message.body = "\n\n– – –\n\n".join(bodies) + "\n"
        message.alternatives = []
        message.send()

    def format_email_subject(self, subject: str) -> str:
        return str(subject)
