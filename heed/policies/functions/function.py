"""How one of them is written down: what it is called with and answers, its body, and who may call it."""

from dataclasses import dataclass

from heed.policies.cluster import WEB, WORKER


@dataclass(frozen=True)
class Function:
    """A function that sees more than its caller. `signature`: name, parameters and what it returns; `body`: one statement, or steps from
    `begin` or `declare` on; `shared`: the roles that may call it (nobody: only the others here do).

    `writes`: it changes something. `keeps_its_plan`: asked for row after row; PostgreSQL plans an SQL function anew in each query.
    `settings`: in force while it runs. `first`: statements that go before it."""

    signature: str
    body: str
    shared: tuple[str, ...] = (WEB, WORKER)
    writes: bool = False
    keeps_its_plan: bool = False
    settings: str = ""
    first: str = ""

    @property
    def call(self) -> str:
        """Its name and parameters."""
        return self.signature.split(" returns")[0]

    def sql(self) -> str:
        """Makes it, owned by whoever runs this, and lets those call it who may, and nobody else."""
        body = f"begin return ({self.body}); end" if self.keeps_its_plan else self.body.strip()
        language = "plpgsql" if body.startswith(("begin", "declare", "#")) else "sql"
        how = f"{'volatile' if self.writes else 'stable'} security definer set search_path = public, pg_temp {self.settings}"
        granted = f"grant execute on function {self.call} to {', '.join(self.shared)};" if self.shared else ""
        return f"""{self.first}
            create or replace function {self.signature} language {language} {how} as $${body}$$;
            revoke execute on function {self.call} from public; {granted}"""


def in_force(row: str) -> str:
    """Of a row with a beginning and an end, by its name in the statement: it holds at the instant of the question."""
    return f"{row}.since <= heed_at() and ({row}.until is null or {row}.until > heed_at())"
