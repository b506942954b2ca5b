"""`manage.py self_test`: hear a call whose words are known; exits with 1 if too few words come out."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from calls.recogniser import engine
from calls.self_test import prove
from calls.speech.provision import ModelUnavailable


class Command(BaseCommand):
    help = "Prove that the recogniser works on this machine, and how fast."

    def handle(self, **_: Any) -> None:
        try:
            proof = prove(engine())
        except ModelUnavailable as error:
            raise CommandError(str(error)) from error
        speakers = "told apart" if proof.has_speakers else "not told apart"
        found = (
            f"{proof.right} of {proof.words} words right ({proof.share:.0%}), speakers {speakers}; "
            f"{proof.audio:.0f} s of audio in {proof.seconds:.1f} s (real-time factor {proof.rtf:.3f}), "
            f"{proof.engine} {proof.model}."
        )
        if not proof.is_enough:
            raise CommandError(f"Too few: {found}")
        self.stdout.write(found)
