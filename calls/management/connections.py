"""The option `--connection NAME` of the commands that look at phone systems."""

from argparse import ArgumentParser

from django.core.management.base import CommandError

from ucm.models import Connection


def add_option(parser: ArgumentParser) -> None:
    parser.add_argument("--connection", metavar="NAME", help="Only this one. Default: every enabled one.")


def chosen(name: str | None) -> list[Connection]:
    """The named connection, enabled or not; without a name, all that are enabled and can be asked."""
    if name is None:
        return list(Connection.objects.askable())
    if found := list(Connection.objects.filter(name=name)):
        return found
    known = ", ".join(f"“{known}”" for known in Connection.objects.values_list("name", flat=True))
    raise CommandError(f"There is no connection “{name}”. Known: {known or 'none yet'}.")
