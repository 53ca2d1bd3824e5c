"""What do the asker's posts say: how far they see, and what they may do? (The table is `heed.policies.roles`.)"""

from heed.organisation.choices import Role
from heed.policies.functions.function import Function, in_force
from heed.policies.roles import Do, Reach, roles_reaching, roles_that_may

# What a policy asks of the asker's posts, by the name it asks with.
ASKED = {
    "heed_may_break_glass": Do.BREAK_GLASS,
    "heed_organises": Do.ORGANISE,
    "heed_signs": Do.SIGN,
    "heed_sets_clocks": Do.CLOCKS,
    "heed_trains": Do.TRAIN,
    "heed_imports": Do.IMPORT,
    "heed_reviews": Do.REVIEW,
    "heed_keeps_safe": Do.KEEP_SAFE,
    "heed_marks_sensitive": Do.MARK_SENSITIVE,
    "heed_keeps_agencies": Do.AGENCIES,
    "heed_answers": Do.ANSWER_FOR_CASE,
    "heed_holds_the_forum": Do.FORUM,
}


def held(roles: list[Role]) -> str:
    """The asker's posts with one of these roles, to be selected from."""
    named = ", ".join(f"'{role}'" for role in roles)
    return f"from organisation_post p where p.colleague_id = heed_colleague() and p.role in ({named}) and {in_force('p')}"


def holds(roles: list[Role]) -> str:
    return f"exists (select {held(roles)})"


def may(do: Do) -> str:
    return holds(roles_that_may(do))


FUNCTIONS = (
    Function("heed_sees_all() returns boolean", f"select {holds(roles_reaching(Reach.EVERYTHING))}", keeps_its_plan=True),
    Function("heed_in_circle() returns boolean", f"select {holds(roles_reaching(Reach.CIRCLE))}", keeps_its_plan=True),
    Function(
        "heed_schemes() returns bigint[]",
        f"""select coalesce(array_agg(scheme), '{{}}') from (
            select p.scheme_id as scheme {held(roles_reaching(Reach.SCHEME))}
            union select s.id from organisation_scheme s where s.region_id in (select p.region_id {held(roles_reaching(Reach.REGION))})) s""",
        keeps_its_plan=True,
    ),
    *(Function(f"{name}() returns boolean", f"select {may(do)}") for name, do in ASKED.items()),
)
