"""Which rows: the conditions of the second wall, in SQL. `{t}` is the table asked about."""

from heed.cases.duties import BODIES
from heed.deadlines.rules import REPORTERS_OWN
from heed.folders.choices import COUNTERSIGNS, GLASS, MEETS, Effect, FolderKind, Realm
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
LET_IN_OR_BY_POST = (
    f"{ME} is not null and {{t}}.realm = '{Realm.SAFEGUARDING}' and (exists ({LINE}'{Effect.LET_IN}') or {BY_POST})"
)
REACHED = f"not exists ({LINE}'{Effect.KEPT_OUT}') and {LET_IN_OR_BY_POST}"  # for functions, which see every line
# For policies: whoever asks does not see the lines that keep them out (a conflict is a secret from its own subject), so a function looks,
# and last of all: it is asked row by row, and no planner knows what that costs.
OPENS = f"case when {LET_IN_OR_BY_POST} then not heed_is_out({{t}}.id) else false end"
# What is kept in a folder: asked once where the page has opened the folder (heed_open), else row by row. An `exists` over folders would be
# planned afresh for every table of every query, and planning then costs more than reading (tried: 57 ms for one page of a timeline).
IN_FOLDER = "({t}.folder_id = any((select heed_opened())::uuid[]) or heed_reads({t}.folder_id))"
REPORTER = f"exists (select from concerns_reporter r where r.folder_id = {{t}}.folder_id and r.colleague_id = {ME})"
GROUP = "(select heed_sees_all() or heed_in_circle())"
# Clocks whose owner is the reporter: as good as the name, which goes to the group and the lead only.
OF_THE_REPORTER = "(" + ", ".join(f"'{code}'" for code in REPORTERS_OWN) + ")"
OWNER_STILL = f"{{t}}.owner_id = {ME} and not heed_is_out({{t}}.folder_id)"
# A clock: seen with the folder it is in or the one it holds, and by its owner.
OWED = f"""({IN_FOLDER} and not ({{t}}.rule in {OF_THE_REPORTER} and not {GROUP})
  or {IN_FOLDER.replace("folder_id", "holds_id")} and {{t}}.rule not in {OF_THE_REPORTER} or {OWNER_STILL})"""
# What ends a case or judges its handling is met by whoever answers for cases; all else in a case by whoever works on it.
ENDS_IT = "('holding_area', 'evaluation', 'handling_review', 'case_review', 'exemption_update')"
# A form may have gone by its portal before anybody wrote it down: then its clock was met when it went.
TO_BODIES = "(" + ", ".join(f"'{code}'" for code in BODIES) + ")"
# Who meets one, and how: now and in one's own name. When the next telling comes is not moved by whoever is told.
ITS_TO_MEET = f"""case {{t}}.rule
  when 'break_glass_review' then (select heed_reviews()) and exists (select from folders_access k where k.id = {{t}}.about and k.colleague_id <> {ME})
  when 'flag_review' then (select heed_keeps_safe())
  when 'safety_plan_review' then heed_reads({{t}}.folder_id)
  else {GROUP} or {{t}}.owner_id = {ME} or heed_is_case({{t}}.folder_id) and ({{t}}.rule not in {ENDS_IT} or (select heed_answers())) end"""
MET_NOW = f"""{{t}}.met_at is null and {{t}}.next_at is not distinct from heed_tells_next({{t}}.id)
  or {{t}}.met_by_id = {ME} and ({{t}}.met_at = {NOW} or {{t}}.rule in {TO_BODIES} and {{t}}.met_at between {{t}}.started_at and {NOW})"""
TOLD_APART = f"""{IN_FOLDER} and ({{t}}.by_id = {ME} or (select heed_sees_all())
  or exists (select from concerns_concern c where c.id = {{t}}.concern_id and c.advised_at is not null))"""
OWES = f"exists (select from deadlines_clock c where c.folder_id = {{t}}.folder_id and c.owner_id = {ME})"  # who owes an action may not see the concern
# Roles that open nothing: an administrator gives them without a signature.
UNGUARDED = "(" + ", ".join(f"'{post.role}'" for post in POSTS if not post.guarded) + ")"
OWN_FILE = "exists (select from folders_file f where f.id = {t}.file_id and f.by_id is null)"  # the reporter's: nobody else adds one nameless
ORGANISES, TRAINS, IMPORTS = "(select heed_organises())", "(select heed_trains())", "(select heed_imports())"
# What of a colleague may be changed at all: never the user name, nor when they came.
COLLEAGUES_FACTS = (
    "display_name, email, telephone, job_title, department, standing, line_manager_id, directory_id, left_at, is_active, session_salt,"
    " password, password_until, last_login, language, text_size, contrast"
)
SETS_CLOCKS = "(select heed_sets_clocks())"
# The signature that was given for this very post, at this instant, by whoever asks.
SIGNED_FOR = f"""exists (select from organisation_signature s where s.id = {{t}}.signature_id and s.kind in ('post', 'deputy') and s.given_by_id = {ME}
  and s.given_at = {NOW} and s.for_colleague_id = {{t}}.colleague_id and s.wanted ->> 'role' = {{t}}.role
  and (s.wanted ->> 'scheme')::bigint is not distinct from {{t}}.scheme_id and (s.wanted ->> 'region')::bigint is not distinct from {{t}}.region_id)"""
# The same for a clock's length, word for word, and for a day off: whoever asked cannot be who signs.
SIGNED_LENGTH = f"""{{t}}.since >= {NOW} and exists (select from organisation_signature s where s.id = {{t}}.signature_id and s.kind = 'clock'
  and s.given_by_id = {ME} and s.given_at = {NOW} and s.asked_by_id = {{t}}.by_id and s.wanted ->> 'rule' = {{t}}.rule and s.wanted -> 'nations' ? {{t}}.nation
  and (s.wanted ->> 'amount')::numeric = {{t}}.amount and s.wanted ->> 'unit' = {{t}}.unit)"""
SIGNED_DAY = f"""exists (select from organisation_signature s where s.kind = 'day_off' and s.given_by_id = {ME} and s.given_at = {NOW}
  and s.wanted ->> 'day' = {{t}}.day::text and s.wanted -> 'nations' ? {{t}}.nation)"""
# What may be written is narrower than what may be read: one's own name stands on it, and a reader is not yet somebody who decides.
MINE = f"{{t}}.by_id = {ME}"
WRITING = "heed_is_writing({t}.folder_id)"  # the author of a report, until it is sent
BREAKING = f"""{{t}}.why = 'break_glass' and {{t}}.effect = 'let_in' and {{t}}.colleague_id = {ME} and {{t}}.until <= {NOW} + interval '{GLASS.total_seconds():.0f} seconds'
  and (select heed_may_break_glass()) and heed_is_household({{t}}.folder_id)"""
# Whoever works on a case lets in somebody with the competence to countersign, for a fortnight and no longer (DA-3).
FOR_A_SIGNATURE = f"({{t}}.why <> 'countersign' or heed_competent({{t}}.colleague_id) and {{t}}.until <= {NOW} + interval '{COUNTERSIGNS.days} days')"
# Whoever answers for cases sends somebody to a meeting, and lets them in for a season at most; others go themselves, or ask.
FOR_A_MEETING = f"({{t}}.why <> 'meeting' or (select heed_answers()) and {{t}}.until <= {NOW} + interval '{MEETS.days} days')"
GRANTING = f"{{t}}.why in ('grant', 'meeting', 'countersign') and {FOR_A_SIGNATURE} and {FOR_A_MEETING} and {{t}}.effect = 'let_in' and {MINE} and {{t}}.colleague_id <> {ME} and {{t}}.until is not null and heed_reads({{t}}.folder_id)"
# A countersignature is one's own, with the competence; one that stands already may stay.
SIGNED = f"({{t}}.countersigned_by_id is null or {{t}}.countersigned_by_id = {ME} and heed_competent({ME}))"
STAYS_SIGNED = f"({SIGNED} or {{t}}.countersigned_by_id = heed_countersigner({{t}}.id))"
BEGINNING = (
    f"{{t}}.why = 'writes' and {{t}}.effect = 'let_in' and {{t}}.colleague_id = {ME} and heed_is_new_draft({{t}}.folder_id)"
)
WITHDRAWING = (
    f"{{t}}.why = 'withdrew' and {{t}}.effect = 'kept_out' and {{t}}.colleague_id = {ME} and heed_reads({{t}}.folder_id)"
)
ENDING = f"{{t}}.effect = 'let_in' and (heed_reads({{t}}.folder_id) or {{t}}.colleague_id = {ME})"
