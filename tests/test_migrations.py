"""New tables must serve the code that runs already (docs/operations.md, Upgrading; tried with tests/upgrade).

What a migration may do in the same version: add tables, indexes, and columns that are nullable or have a default of the database, and
widen what is there. What takes away or narrows waits one version, and is then named in LATER with the version that stopped using it.
"""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.migrations import operations as ops
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import CheckConstraint, Field

ROOMS = {"portal", "schools", "trials", "partners"}
# Done before the rule was looked after, when no version had been given out.
BEFORE_THE_RULE = {
    "trials.0002_writing_and_review: Add field basis to image",
    "trials.0002_writing_and_review: Add field people to image",
    "catalogue.0004_frame: Add field colour to edition",
    "catalogue.0004_frame: Add field cover_alt to edition",
    "catalogue.0004_frame: Add field gathers_unexpected to edition",
    "catalogue.0004_frame: Add field grouping to edition",
    "catalogue.0004_frame: Add field logo_alt to edition",
    "catalogue.0004_frame: Add field participants to edition",
    "catalogue.0006_corrections: Add field correction to edition",
    "catalogue.0006_corrections: Create constraint edition_one_stands_at_its_address on model edition",
    "catalogue.0006_corrections: Create constraint edition_one_under_way on model edition",
    "catalogue.0007_volumes: Add field division to edition",
    "catalogue.0008_participants: Add field left_out to edition",
    "catalogue.0008_participants: Add field participants_note to edition",
    "documents.0002_volumes: Add field volume to document",
    "documents.0002_volumes: Add field volume_count to document",
    "schools.0002_school_addresses: Add field address to school",
    "schools.0002_school_addresses: Add field postcode to school",
    "schools.0002_school_addresses: Add field town to school",
    "mobilities.0020_homecoming: Add field survey to participant",
    "partners.0002_widening: Add field extension_reason to project",
    "partners.0002_widening: Add field requested_grant to project",
}
# Done on purpose, one version after the last code that used it: the operation, and which version that was.
LATER: dict[str, str] = {}

HARMLESS = (
    ops.CreateModel,
    ops.AddIndex,
    ops.RemoveIndex,
    ops.RemoveConstraint,
    ops.AlterModelOptions,
    ops.AlterModelManagers,
    ops.RunPython,
)
# By hand: what it does to running code stands at the operation, and is read in review.
BY_HAND = (ops.RunSQL,)


def _own_migrations() -> Iterator[tuple[str, list[Operation], ProjectState]]:
    """Each migration of the house with its operations and the state of the tables before it; those that begin a room change nothing."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    state = ProjectState(real_apps=loader.unmigrated_apps)
    for key in loader.graph._generate_plan(loader.graph.leaf_nodes(), at_end=True):
        migration = loader.graph.nodes[key]
        if apps.get_app_config(key[0]).name.split(".")[0] in ROOMS and not migration.initial:
            yield f"{key[0]}.{key[1]}", migration.operations, state.clone()
        state = migration.mutate_state(state, preserve=False)


def breaches(name: str, operations: list[Operation], state: ProjectState) -> Iterator[str]:
    """What the migration does that code written before it cannot live with."""
    app = name.split(".")[0]
    state = state.clone()
    made = {operation.name.lower() for operation in operations if isinstance(operation, ops.CreateModel)}
    for operation in operations:
        model = getattr(operation, "model_name", "").lower()
        if model not in made and not isinstance(operation, HARMLESS + BY_HAND) and _takes_away(operation, app, model, operations, state):
            yield f"{name}: {operation.describe()}"
        operation.state_forwards(app, state)


def _takes_away(operation: Operation, app: str, model: str, operations: list[Operation], state: ProjectState) -> bool:
    if isinstance(operation, ops.AddField):
        return not _fills_itself(operation.field)
    if isinstance(operation, ops.AlterField):
        return _narrows(state.models[app, model].fields[operation.name], operation.field)
    if isinstance(operation, ops.AddConstraint):
        return not _leaves_old_rows_alone(operation, operations)
    return True


def _fills_itself(field: Field) -> bool:
    """Whether a row can be written by somebody who does not know the column."""
    return bool(field.null or field.many_to_many or field.has_db_default())


def _narrows(before: Field, after: Field) -> bool:
    """Whether what could be written before cannot be written after."""
    types = [field.db_type(connection) for field in (before, after)]
    lengths = [getattr(field, "max_length", None) for field in (before, after)]
    if types[0] != types[1] and types[1] != "text" and (None in lengths or lengths[1] < lengths[0]):
        return True
    return (
        (before.null and not after.null) or (after.unique and not before.unique) or (before.has_db_default() and not after.has_db_default())
    )


def _leaves_old_rows_alone(operation: ops.AddConstraint, operations: list[Operation]) -> bool:
    """A constraint over columns of the same migration holds for who does not know them; one that is made anew is read in review."""
    new = {each.name for each in operations if isinstance(each, ops.AddField) and each.model_name_lower == operation.model_name_lower}
    anew = {each.name for each in operations if isinstance(each, ops.RemoveConstraint)}
    constraint = operation.constraint
    if constraint.name in anew:
        return True
    named = set(constraint.fields) if not isinstance(constraint, CheckConstraint) else _columns(constraint.condition)
    return bool(named & new)


def _columns(condition) -> set[str]:
    return {
        column for child in condition.children for column in (_columns(child) if hasattr(child, "children") else {child[0].split("__")[0]})
    }


OWN = list(_own_migrations())


def test_a_migration_takes_nothing_from_running_code():
    found = {breach for name, operations, state in OWN for breach in breaches(name, operations, state)}
    assert found - BEFORE_THE_RULE - set(LATER) == set()


def test_what_is_excused_is_still_there():
    found = {breach for name, operations, state in OWN for breach in breaches(name, operations, state)}
    assert (BEFORE_THE_RULE | set(LATER)) - found == set()


def _state() -> ProjectState:
    """One table with one column that may be left out, as running code knows it."""
    state = ProjectState()
    fields = [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=20, null=True))]
    ops.CreateModel("Thing", fields).state_forwards("house", state)
    return state


@pytest.mark.parametrize(
    ("operation", "is_breach"),
    [
        (ops.AddField("Thing", "note", models.TextField(default="")), True),
        (ops.AddField("Thing", "note", models.TextField(db_default="")), False),
        (ops.AddField("Thing", "note", models.TextField(null=True)), False),
        (ops.RemoveField("Thing", "name"), True),
        (ops.RenameField("Thing", "name", "title"), True),
        (ops.RenameModel("Thing", "Matter"), True),
        (ops.DeleteModel("Thing"), True),
        (ops.AlterField("Thing", "name", models.CharField(max_length=20)), True),
        (ops.AlterField("Thing", "name", models.CharField(max_length=10, null=True)), True),
        (ops.AlterField("Thing", "name", models.IntegerField(null=True)), True),
        (ops.AlterField("Thing", "name", models.TextField(null=True)), False),
        (ops.AlterField("Thing", "name", models.CharField(max_length=30, null=True, verbose_name="navn")), False),
        (ops.AddConstraint("Thing", models.UniqueConstraint(fields=["name"], name="once")), True),
        (ops.AddConstraint("Thing", models.CheckConstraint(condition=~models.Q(name=""), name="named")), True),
        (ops.AddIndex("Thing", models.Index(fields=["name"], name="by_name")), False),
    ],
)
def test_the_rule_knows_what_takes_away(operation, is_breach):
    assert bool(list(breaches("house.0002", [operation], _state()))) == is_breach
