"""Which rows: the conditions of the second wall, in SQL. `{t}` is the table asked about."""

from heed.folders.choices import Effect, FolderKind, Realm
from heed.policies.roles import POSTS

# Each sub-select without a reference to the row is asked once a query.
ME = "(select heed_colleague())"
NOW = "(select heed_at())"
FORCE = f"since <= {NOW} and (until is null or until > {NOW})"
LINE = f"select from folders_access k where k.folder_id = {{t}}.id and k.colleague_id = {ME} and k.{FORCE.replace('until', 'k.until')} and k.effect = "
BY_POST = f"""(select heed_sees_all()) and {{t}}.kind <> '{FolderKind.DRAFT}'
   or (select heed_in_circle()) and {{t}}.circle_from <= {NOW} and ({{t}}.circle_until is null or {{t}}.circle_until > {NOW})
   or not {{t}}.sensitive and exists (select from folders_place p where p.folder_id = {{t}}.id and p.scheme_id = any((select heed_schemes())::bigint[])
                                      and p.{FORCE.replace("until", "p.until")})"""
REACHED = f"""{ME} is not null and {{t}}.realm = '{Realm.SAFEGUARDING}' and not exists ({LINE}'{Effect.KEPT_OUT}')
  and (exists ({LINE}'{Effect.LET_IN}') or {BY_POST})"""
# What is kept in a folder: asked once where the page has opened the folder (heed_open), else row by row. An `exists` over folders would be
# planned afresh for every table of every query, and planning then costs more than reading (tried: 57 ms for one page of a timeline).
IN_FOLDER = "({t}.folder_id = any((select heed_opened())::uuid[]) or heed_reads({t}.folder_id))"
REPORTER = f"exists (select from concerns_reporter r where r.folder_id = {{t}}.folder_id and r.colleague_id = {ME})"
GROUP = "(select heed_sees_all() or heed_in_circle())"
# Clocks whose owner is the reporter: as good as the name, which goes to the group and the lead only.
REPORTERS_OWN = "('draft_reminder', 'pass_on_answer')"
OWNER_STILL = f"{{t}}.owner_id = {ME} and not exists (select from folders_access k where k.folder_id = {{t}}.folder_id and k.colleague_id = {ME} and k.effect = '{Effect.KEPT_OUT}' and k.{FORCE.replace('until', 'k.until')})"
TOLD_APART = f"""{IN_FOLDER} and ({{t}}.by_id = {ME} or (select heed_sees_all())
  or exists (select from concerns_concern c where c.id = {{t}}.concern_id and c.advised_at is not null))"""
OWES = f"exists (select from deadlines_clock c where c.folder_id = {{t}}.folder_id and c.owner_id = {ME})"  # who owes an action may not see the concern
# Roles that open nothing: an administrator gives them without a signature.
UNGUARDED = "(" + ", ".join(f"'{post.role}'" for post in POSTS if not post.guarded) + ")"
# What may be written is narrower than what may be read: one's own name stands on it, and a reader is not yet somebody who decides.
MINE = f"{{t}}.by_id = {ME}"
WRITING = "heed_is_writing({t}.folder_id)"  # the author of a report, until it is sent
BREAKING = f"""{{t}}.why = 'break_glass' and {{t}}.effect = 'let_in' and {{t}}.colleague_id = {ME} and {{t}}.until <= {NOW} + interval '4 hours'
  and (select heed_may_break_glass()) and heed_is_household({{t}}.folder_id)"""
GRANTING = f"{{t}}.why in ('grant', 'meeting') and {{t}}.effect = 'let_in' and {MINE} and {{t}}.colleague_id <> {ME} and {{t}}.until is not null and heed_reads({{t}}.folder_id)"
BEGINNING = (
    f"{{t}}.why = 'writes' and {{t}}.effect = 'let_in' and {{t}}.colleague_id = {ME} and heed_is_new_draft({{t}}.folder_id)"
)
WITHDRAWING = (
    f"{{t}}.why = 'withdrew' and {{t}}.effect = 'kept_out' and {{t}}.colleague_id = {ME} and heed_reads({{t}}.folder_id)"
)
NAMING = f"{{t}}.why = 'named' and {{t}}.effect = 'kept_out' and {WRITING}"
ENDING = f"{{t}}.effect = 'let_in' and (heed_reads({{t}}.folder_id) or {{t}}.colleague_id = {ME})"
