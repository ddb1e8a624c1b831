"""House rules: data flows one way, and a path says what stands there."""

from __future__ import annotations

import re
from collections import Counter

from house import Model, keep, layer, models, short, sources

READS = {
    "staging": {"source", "seeds"},
    "intermediate": {"staging", "intermediate", "seeds"},
    "marts": {"intermediate", "marts", "seeds"},
}
ROOMS = ["identity", "activity", "relationship"]


def test_a_layer_reads_only_the_layer_to_its_left():
    keep(
        "staging reads sources, intermediate reads staging, marts read intermediate and marts: "
        "move the step to the layer it belongs to",
        (
            f"{model.name} ({model.layer}) reads {parent.name} ({layer(parent)})"
            for model in models()
            for parent in model.parents
            if layer(parent) not in READS[model.layer]
        ),
    )


def test_rooms_are_passed_in_order():
    """Who is it, what happened, where does it stand: a later room reads an earlier one, never the reverse."""
    room_of = {m.name: m.room for m in models() if m.layer == "intermediate"}
    keep(
        "intermediate flows identity → activity → relationship: move the model to the room of what it reads",
        (
            f"{name} ({room}) reads {parent.name} ({room_of[parent.name]})"
            for name, room in room_of.items()
            for parent in _model(name).parents
            if parent.name in room_of and ROOMS.index(room_of[parent.name]) > ROOMS.index(room)
        ),
    )


def test_staging_stands_one_to_one_with_sources():
    readers = Counter((p.source_name, p.name) for m in models() for p in m.parents if p.resource_type == "source")
    keep(
        "every source table has exactly one staging model: add it, or read the one that is there",
        (
            f"{s.source_name}.{s.name} has {readers[s.source_name, s.name]} readers"
            for s in sources()
            if readers[s.source_name, s.name] != 1
        ),
    )
    keep(
        "a staging model reads exactly one source table: join in intermediate",
        (m.name for m in models() if m.layer == "staging" and sum(p.resource_type == "source" for p in m.parents) != 1),
    )


def test_names_say_layer_and_room():
    keep(
        "call models stg_<source>__<entities>, int_<room>__<what>, and marts by a plain noun",
        (short(m.path) for m in models() if not re.fullmatch(_name_pattern(m), m.name)),
    )


def test_a_folder_is_its_schema():
    keep(
        "the folder below models/ is the schema: set +schema per folder in dbt_project.yml only",
        (f"{m.name} goes to {m.node.schema}" for m in models() if m.node.schema != m.layer),
    )


def _model(name: str) -> Model:
    return next(m for m in models() if m.name == name)


def _name_pattern(model: Model) -> str:
    return {
        "staging": rf"stg_{model.room}__[a-z][a-z0-9_]*",
        "intermediate": rf"int_{model.room}__[a-z][a-z0-9_]*",
        "marts": r"(?!stg_|int_|fct_|dim_|mart_)[a-z][a-z0-9_]*",
    }[model.layer]
