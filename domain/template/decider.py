"""Saving and retiring templates: programs of an organisation that nobody has been given yet."""

from collections.abc import Sequence
from typing import Annotated, assert_never
from uuid import UUID

from msgspec import Meta, Struct
from msgspec.structs import replace

from domain.decider import Command, Decider, Need, Seen
from domain.exercise.decider import not_in_library
from domain.program.prescriptions import sound_work
from domain.rejections import refused
from domain.template.events import EVENTS, TemplateEvent, TemplateRetired, TemplateSaved
from domain.values import LongText, ShortText, TemplateLine

Lines = Annotated[tuple[TemplateLine, ...], Meta(min_length=1, max_length=40)]


class SaveTemplate(Command):
    template_id: UUID
    name: ShortText
    prescriptions: Lines
    note: LongText | None = None


class RetireTemplate(Command):
    template_id: UUID


TemplateCommand = SaveTemplate | RetireTemplate


class Template(Struct, frozen=True):
    saved: TemplateSaved | None = None  # the last time
    retired: bool = False


def decide(command: TemplateCommand, template: Template, seen: Seen) -> Sequence[TemplateEvent]:
    match command:
        case SaveTemplate():
            return save(command, template, seen)
        case RetireTemplate():
            return retire(command, template)
        case _:
            assert_never(command)


def save(command: SaveTemplate, template: Template, seen: Seen) -> Sequence[TemplateSaved]:
    if template.retired:
        raise refused("template_retired")
    wanted = TemplateSaved(
        template_id=command.template_id,
        name=command.name,
        prescriptions=command.prescriptions,
        note=command.note,
    )
    if wanted == template.saved:
        return []
    there = () if template.saved is None else template.saved.prescriptions
    sound_work(command.prescriptions, seen, kept={line.exercise_id for line in there})
    return [wanted]


def retire(command: RetireTemplate, template: Template) -> Sequence[TemplateRetired]:
    if template.saved is None:
        raise refused("unknown_template")
    return [] if template.retired else [TemplateRetired(template_id=command.template_id)]


def evolve(template: Template, event: TemplateEvent) -> Template:
    match event:
        case TemplateSaved():
            return replace(template, saved=event)
        case TemplateRetired():
            return replace(template, retired=True)
        case _:
            assert_never(event)


def needs(command: TemplateCommand) -> Sequence[Need]:
    match command:
        case SaveTemplate():
            return not_in_library([line.exercise_id for line in command.prescriptions])
        case RetireTemplate():
            return []
        case _:
            assert_never(command)


TEMPLATE = Decider(
    kind="template",
    empty=Template(),
    commands=(SaveTemplate, RetireTemplate),
    events=EVENTS,
    stream=lambda command: command.template_id,
    decide=decide,
    evolve=evolve,
    needs=needs,
)
