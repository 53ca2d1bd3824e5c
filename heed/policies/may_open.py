"""The one question of the first wall, asked of a folder: may this colleague open it? (CFC-6)

Written out as a condition, because Django takes longer to compose it than PostgreSQL to answer it, and every page asks it. A property test
holds it against the second wall (tests/policies/test_two_walls.py)."""

from typing import Any

from django.db.models import BooleanField, F, Func

from heed.folders.choices import Effect, FolderKind, Realm
from heed.organisation.models import IN_FORCE
from heed.policies.asker import Asker

NAMED = f"exists (select from folders_access l where l.folder_id = {{f}}.id and l.colleague_id = %s and l.effect = %s and {IN_FORCE.format('l')})"
CIRCLE = "{f}.circle_from <= %s and ({f}.circle_until is null or {f}.circle_until > %s)"
LIES = f"not {{f}}.sensitive and exists (select from folders_place p where p.folder_id = {{f}}.id and p.scheme_id = any(%s) and {IN_FORCE.format('p')})"
KEPT_IN = "exists (select from folders_folder may where may.id = {row} and {condition})"


class MayOpen(Func):
    """Let in, or by post; and never where kept out. Of a folder itself, or (`of` names the column) of what is kept in one.

    On a page the lines that keep the asker out are not theirs to read, so there the second wall alone says the last of it; a job, which
    asks this of others, reads them all."""

    output_field = BooleanField()

    def __init__(self, me: Asker, of: str = "") -> None:
        super().__init__(F(of or "pk"))
        self.me, self.itself = me, not of

    def as_sql(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, Any]:  # type: ignore[override]
        row, _given = compiler.compile(self.source_expressions[0])
        if self.itself:
            return opens(self.me, row.rpartition(".")[0])
        condition, given = opens(self.me, "may")
        return KEPT_IN.format(row=row, condition=condition), given


def opens(me: Asker, f: str) -> tuple[str, list[Any]]:
    """The condition on the folder that stands in the query as `f`, and what it is given."""
    at, named = me.at, [me.pk, Effect.LET_IN.value, me.at, me.at]
    ways, given = [NAMED], list[Any](named)
    if me.everything:
        ways, given = [*ways, "{f}.kind <> %s"], [*given, FolderKind.DRAFT.value]
    if me.circle:
        ways, given = [*ways, CIRCLE], [*given, at, at]
    if me.schemes:
        ways, given = [*ways, LIES], [*given, sorted(me.schemes), at, at]
    condition = f"({{f}}.realm = %s and ({' or '.join(f'({way})' for way in ways)}) and not {NAMED})"
    return condition.format(f=f), [Realm.SAFEGUARDING.value, *given, me.pk, Effect.KEPT_OUT.value, at, at]
