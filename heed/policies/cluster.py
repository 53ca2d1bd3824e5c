"""Who may log in to PostgreSQL, and the SQL an administrator runs once for a whole cluster (decision 2)."""

OWNER, WEB, WORKER, FEED, AUDITOR, DEFINER, BACKUP = (
    "heed_owner",
    "heed_web",
    "heed_worker",
    "heed_feed",
    "heed_auditor",
    "heed_definer",
    "heed_backup",
)
LOGIN = (OWNER, WEB, WORKER, AUDITOR)  # whom the second wall holds
DATABASE = "heed"

# NOINHERIT: owner and worker step into other roles (fixtures; a print, an import, the seal) and have nothing of them before.
# DEFINER owns the few functions that must see more than their caller: FORCE binds the owner, so only BYPASSRLS lets them use an
# index on names; nobody can log in as it, nor as FEED. BACKUP reads everything and changes nothing: its password is kept like a backup.
ATTRIBUTES = {
    OWNER: "login noinherit createdb nosuperuser nobypassrls",
    WEB: "login noinherit nosuperuser nobypassrls",
    WORKER: "login noinherit nosuperuser nobypassrls",
    AUDITOR: "login noinherit nosuperuser nobypassrls",
    FEED: "nologin noinherit nosuperuser nobypassrls",
    DEFINER: "nologin bypassrls nosuperuser",
    BACKUP: "login noinherit bypassrls nosuperuser",
}


def cluster_sql() -> str:
    """SQL for a superuser connected to template1; safe to run again. Then: `create database heed owner heed_owner`.

    The grant of `create` stands in template1 because test databases are copied from it, and because on PostgreSQL 15 a
    NOINHERIT owner does not get it from owning the database."""
    return "\n".join(
        (
            *(_role(name, attributes) for name, attributes in ATTRIBUTES.items()),
            f"grant {WEB}, {WORKER}, {FEED}, {AUDITOR}, {DEFINER} to {OWNER};",
            f"grant {WEB}, {FEED}, {AUDITOR} to {WORKER};",
            f"grant create on schema public to {OWNER}, {DEFINER};",
            f"grant usage on schema public to {WEB}, {WORKER}, {FEED}, {AUDITOR}, {BACKUP};",
        )
    )


def _role(name: str, attributes: str) -> str:
    return (
        f"do $$ begin if not exists (select from pg_roles where rolname = '{name}') then create role {name}; end if; end $$;\n"
        f"alter role {name} {attributes};"
    )
