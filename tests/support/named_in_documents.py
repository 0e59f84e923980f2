"""What a document names: our commands with their words, targets of make, links; read out of its code and its prose."""

import re
import shlex
from collections.abc import Iterator

import click

from services.cli.main import COMMANDS, carryover
from tests.support.fenced import fences_in, without_fences

SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
LINK = re.compile(r"\[(?:[^\[\]]|\[[^\]]*\])*\]\(([^()\s]+)\)")
HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)
OURS = re.compile(r"(?:\S*/)?bin/carryover|carryover")
BEFORE = re.compile(r"[\d*,/-]+|\w+:|\w+=.*|--|then|do|else|exec|sudo|api")
"""What may stand before a command of ours: a time of cron, `next:`, a variable, a word of the shell, a container."""

ENTRYPOINT = {"api", "engine", "worker", "migrate", "secrets", "backup"}
"""Services of compose whose words are those of our command."""

COMPOSE_VALUES = {"-f", "--file", "--env", "-e", "--volume", "-v", "--user", "-u", "--scale", "--entrypoint"}
SEPARATORS = re.compile(r"[|&;()<>]+")
LEFT_OPEN = ("…", "...", "[OPTIONS]")


def spans_of(text: str) -> list[str]:
    """The code within the prose."""
    return SPAN.findall(without_fences(text))


def code_of(text: str) -> list[str]:
    """All code: the spans, and the fenced blocks with their continued lines joined."""
    return [*spans_of(text), *(fence.text.replace("\\\n", " ") for fence in fences_in(text))]


def commands_in(code: str) -> Iterator[list[str]]:
    """The words behind each `carryover` in this code, up to where the shell ends a command."""
    for line in code.splitlines():
        for command in _split(line):
            yield from _ours(command)


def fault_of(words: list[str], *, complete: bool) -> str | None:
    """What our command line would say to these words, or None. `complete` asks for what may not be left out, too."""
    command: click.Command = carryover
    context = click.Context(command, info_name="carryover")
    while True:
        try:
            given, rest, _ = command.make_parser(context).parse_args(list(words))
        except click.UsageError as fault:
            if isinstance(fault, click.BadOptionUsage) and not complete:  # prose may name an option without its value
                return None
            return f"{context.command_path}: {fault.format_message()}"
        if given.get("help") or given.get("version"):
            return None
        if not isinstance(command, click.Group):
            return _fault_of_values(command, context, given, rest, complete)
        if not rest:
            left_out = complete and not command.invoke_without_command
            return f"{context.command_path}: a command is missing" if left_out else None
        found = command.get_command(context, rest[0])
        if found is None:
            return f"{context.command_path}: there is no {rest[0]}"
        context = click.Context(found, info_name=rest[0], parent=context)
        command, words = found, rest[1:]


def begins_like_ours(span: str) -> bool:
    """`effects list` in prose is `carryover effects list`."""
    first, _, more = span.partition(" ")
    return first in COMMANDS and bool(more)


def options_of(command: click.Command = carryover) -> set[str]:
    """Every option of the whole tree."""
    context = click.Context(command)
    own = {name for parameter in command.get_params(context) for name in (*parameter.opts, *parameter.secondary_opts)}
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            own |= options_of(below)
    return own


def anchors_of(text: str) -> set[str]:
    """Where a link may lead within this document: its headings, as hosts of repositories write them."""
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in HEADING.findall(without_fences(text))}


def links_of(text: str) -> list[str]:
    """Those that lead to a place in the tree, not to another site."""
    prose = SPAN.sub("", without_fences(text))
    return [target for target in LINK.findall(prose) if "://" not in target and not target.startswith("mailto:")]


def _split(line: str) -> list[list[str]]:
    reader = shlex.shlex(line, posix=True, punctuation_chars=True)
    reader.whitespace_split = True
    try:
        tokens = list(reader)
    except ValueError:  # an apostrophe of prose
        tokens = line.split()
    commands: list[list[str]] = [[]]
    for token in tokens:
        if SEPARATORS.fullmatch(token):
            commands.append([])
        else:
            commands[-1].append(token)
    return commands


def _ours(command: list[str]) -> Iterator[list[str]]:
    for place, word in enumerate(command):
        if OURS.fullmatch(word) and (place == 0 or BEFORE.fullmatch(command[place - 1])):
            yield [one for one in command[place + 1 :] if one not in LEFT_OPEN]
            return
        if " " in word and "carryover " in word:  # a command in quotes, or in a substitution
            yield from commands_in(re.sub(r"^.*?\$\(|`", " ", word))
    if command[:2] == ["docker", "compose"]:
        yield from _of_a_container(command[2:])


def _of_a_container(words: list[str]) -> Iterator[list[str]]:
    """`run SERVICE WORDS`: the words are our command's where the service's entrypoint is."""
    words = _without_options(words)
    if words[:1] == ["run"]:
        words = _without_options(words[1:])
        if len(words) > 1 and words[0] in ENTRYPOINT:
            yield words[1:]


def _without_options(words: list[str]) -> list[str]:
    while words and words[0].startswith("-"):
        words = words[2:] if words[0] in COMPOSE_VALUES else words[1:]
    return words


def _fault_of_values(
    command: click.Command, context: click.Context, given: dict[str, object], rest: list[str], complete: bool
) -> str | None:
    if rest:
        return f"{context.command_path}: {rest} are too many"
    for parameter in command.get_params(context):
        value = given.get(parameter.name or "")
        empty = value is None or value == () or not isinstance(value, (str, int, float, bool, tuple, list))
        if complete and parameter.required and empty:
            return f"{context.command_path}: {parameter.human_readable_name} is missing"
        choices = parameter.type.choices if isinstance(parameter.type, click.Choice) else None
        if choices and isinstance(value, str) and value not in choices and not _stands_for_another(value):
            return f"{context.command_path}: {value} is none of {list(choices)}"
    return None


def _stands_for_another(value: str) -> bool:
    return "$" in value or value.isupper()
