"""A migration's operation that keeps migrating short.

Each operation that touches a model makes Django build that model and all that are related to it
anew, and here nearly every model is related to every other. Operations that stand together in
`AtOnce` build them once.
"""

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation
from pgtrigger.migrations import AddTrigger


class AtOnce(Operation):
    """Several operations, each of which sees the models as they are after all of them.

    So none may undo or alter what another of them does. Models that are created bring their
    relations, constraints and triggers with them, and may name each other in any order: foreign
    keys are added after all tables are there, triggers last.
    """

    serialization_expand_args = ["operations"]
    reduces_to_sql = True

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = list(operations)

    def state_forwards(self, app_label: str, state: Any) -> None:
        state.__dict__.pop("apps", None)  # built anew, for all models together, when asked for
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        triggers = []
        for operation in self.operations:
            if isinstance(operation, AddTrigger):
                triggers.append(operation)
                continue
            operation.database_forwards(app_label, schema_editor, from_state, to_state)
            if isinstance(operation, CreateModel):
                made = operation.options.get("triggers", ())
                triggers += [AddTrigger(operation.name, trigger) for trigger in made]
        for statement in schema_editor.deferred_sql:
            schema_editor.execute(statement)
        schema_editor.deferred_sql.clear()
        for operation in triggers:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return " · ".join(operation.describe() for operation in self.operations)
