"""The second wall: PostgreSQL's roles and row-level security, written from one table (decision 2).

`build()` runs as owner after every migrate and may be run again. A table that is not named below is granted to nobody (and a test fails).
The context of a transaction (who asks, at which instant, for which job) is cast, so that a missing one raises as soon as a row is looked at."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction

from heed.folders.choices import FolderKind
from heed.policies.audiences import LEARNS
from heed.policies.cluster import AUDITOR, BACKUP, DEFINER, FEED, OWNER, WEB, WORKER
from heed.policies.functions import ASKED_BY, CONTEXT, FUNCTIONS, OPENING, TRIGGERS
from heed.policies.reach import (
    BEGINNING,
    BREAKING,
    COLLEAGUES_FACTS,
    ENDING,
    GRANTING,
    GROUP,
    IMPORTS,
    IN_FOLDER,
    ITS_TO_MEET,
    ME,
    MET_NOW,
    MINE,
    NOW,
    OPENS,
    ORGANISES,
    OWED,
    OWES,
    OWN_FILE,
    REPORTER,
    SETS_CLOCKS,
    SIGNED,
    SIGNED_DAY,
    SIGNED_FOR,
    SIGNED_LENGTH,
    STAYS_SIGNED,
    TOLD_APART,
    TRAINS,
    UNGUARDED,
    WITHDRAWING,
    WRITING,
)

ALL = "select, insert, update, delete"
ADD, CHANGE = "select, insert", "select, insert, update"


@dataclass(frozen=True)
class Wall:
    """One table: what each role may do, and which rows web sees (empty: all it may select), adds and changes (default: those it sees)."""

    table: str
    web: str = ""
    worker: str = ""
    feed: str = ""
    auditor: str = ""
    sees: str = ""
    adds: str = ""
    changes: str = ""
    becomes: str = ""  # what a changed row must be; default: what may be changed


def kept(table: str, web: str = ADD, *, also: str = "", unless: str = "", **more: str) -> Wall:
    """A table of what is kept in a folder. `unless`: rows its readers do not see; `also`: who else sees the row."""
    return Wall(
        table, web, sees=f"({IN_FOLDER}{f' and not ({unless})' if unless else ''}{f' or {also}' if also else ''})", **more
    )


# What the worker may read of tables that hold words as well: the columns without them, because it reads no narratives.
WITHOUT_WORDS = {
    table: f"select ({columns})"
    for table, columns in {
        "agencies_meeting": "id, folder_id, kind, starts_at, ends_at, cancelled_at, noted_at",
        "cases_case": "id, folder_id, reference, kind, state, label, risk, scheme_id, responsible_id, entered_at, opened_by_id, concluded_at, closed_at",
        "cases_reach": "id, folder_id, case_id, household_id, undone_at",
        "cases_exemption": "id, folder_id, case_id, kind, review_on, ended_at",
        "cases_referral": "id, folder_id, case_id, pathway_id, agency_id, state, sent_at, by_id",
        "learning_sharedlesson": "id, audience, scheme_id, region_id, not_for, sent_by_id",
    }.items()
}

# What of a lesson that was sent is read at all: never by whom.
LEARNED = "id, words, audience, kind, scheme_id, region_id, not_for, sent_at"

WALLS = (
    # folders
    Wall(
        "folders_folder",
        "select, insert, update (circle_until)",  # what else changes: heed_hand_over, heed_gather, heed_mark_sensitive
        worker="select",
        feed=CHANGE,
        sees=OPENS,
        adds=f"{{t}}.kind = '{FolderKind.DRAFT}'",
        changes=f"{{t}}.kind = '{FolderKind.CONCERN}' and {GROUP} and ({OPENS})",
        becomes=f"({{t}}.circle_until is null or {{t}}.circle_until > {NOW})",
    ),
    Wall("folders_key", ADD, feed=ADD),  # says nothing without the key file
    Wall(
        "folders_place",
        "select",
        worker="select",
        feed=CHANGE,
        sees="case when {t}.scheme_id = any((select heed_schemes())::bigint[]) then heed_place_is_told({t}.folder_id) else false end",
    ),
    Wall(
        "folders_access",
        "select, insert, update (until)",
        worker=CHANGE,
        feed=ADD,
        sees=f"({{t}}.colleague_id = {ME} and {{t}}.effect = 'let_in' or (select heed_reads({{t}}.folder_id)) and ({{t}}.why <> 'writes' and {{t}}.effect = 'let_in' or {GROUP}))",
        adds=f"({GRANTING} or {BREAKING} or {BEGINNING} or {WITHDRAWING})",
        changes=f"({ENDING})",
        becomes=f"({ENDING}) and {{t}}.until <= {NOW}",
    ),
    kept("folders_file", also=f"{{t}}.by_id is null and {REPORTER}", adds=f"({IN_FOLDER} or {REPORTER})"),
    kept("folders_filecontent", also=f"{OWN_FILE} and {REPORTER}", adds=f"({IN_FOLDER} or {REPORTER})"),
    # timeline, deadlines
    kept(
        "timeline_event",
        worker=ADD,
        feed=ADD,
        adds=f"({{t}}.by_id is null or {MINE}) and ({IN_FOLDER} or {REPORTER} or {{t}}.kind like 'action.%' and {OWES})",
    ),
    kept("timeline_about", worker=ADD, feed=ADD, adds=f"({IN_FOLDER} or {REPORTER})"),
    kept("timeline_words", feed=ADD, adds=f"({IN_FOLDER} or {REPORTER} or {OWES})"),
    Wall(
        "deadlines_clock",
        "select, insert, update (owner_id, met_at, met_by_id, outcome, next_at)",
        worker=CHANGE,
        sees=OWED,
        adds=IN_FOLDER,
        changes=f"{OWED} and {{t}}.met_at is null and ({ITS_TO_MEET})",
        becomes=f"({MET_NOW}) and ({ITS_TO_MEET})",
    ),
    Wall("deadlines_clockwords", ADD, sees="exists (select from deadlines_clock c where c.id = {t}.id)"),
    kept("deadlines_told", worker=ADD, adds=f"({IN_FOLDER} or {OWES})"),
    # What makes a clock run longer is asked for by one and signed by another; what was in force is never changed. A day off that is
    # taken out makes clocks shorter, and needs no signature.
    Wall("deadlines_rulevalue", ADD, worker="select", sees="true", adds=SIGNED_LENGTH, changes="false"),
    Wall("deadlines_dayoff", "select, insert, delete", worker="select", sees="true", adds=SIGNED_DAY, changes=SETS_CLOCKS),
    # audit
    # In one's own name and at this instant; a failed sign-in is written by nobody yet, about whose account was tried.
    Wall(
        "audit_look",
        "insert",
        worker="insert",
        auditor="select",
        sees="false",
        adds=f"{{t}}.at = {NOW} and ({{t}}.colleague_id is not distinct from (select heed_asker()) or {{t}}.verb = 'sign_in_failed' and (select heed_asker()) is null)",
    ),
    Wall("audit_seal", auditor=ADD),
    Wall("audit_sealed", auditor=ADD),
    # households
    Wall("households_word"),  # read through heed_people_like alone: that somebody is called so is a secret
    Wall("households_home", "select", worker="select", feed=CHANGE),
    kept("households_household", CHANGE, worker="select", feed=CHANGE),
    kept("households_person", CHANGE, feed=CHANGE),
    kept("households_name", feed=CHANGE),
    kept("households_phone", CHANGE, feed=CHANGE),
    kept("households_membership", CHANGE, feed=CHANGE),
    kept("households_safecontact", CHANGE, feed=CHANGE),
    # Read only by those on its own access list who may see the person too; no import ever touches it.
    Wall(
        "households_newaddress",
        CHANGE,
        sees=f"({IN_FOLDER} and exists (select from households_person p where p.id = {{t}}.person_id))",
    ),
    kept("households_flag", CHANGE, feed=CHANGE),
    kept("households_relationship", CHANGE, feed=CHANGE),
    Wall(
        "households_sameperson",
        CHANGE,
        feed=CHANGE,
        sees="exists (select from folders_folder f where f.id = {t}.one_folder_id) and exists (select from folders_folder f where f.id = {t}.other_folder_id)",
    ),
    Wall(
        "households_tie",
        CHANGE,
        worker="select",
        feed="select",
        sees=f"({{t}}.colleague_id = {ME} or (select heed_sees_all()))",
    ),
    kept("households_historyentry", "select", feed=CHANGE),
    Wall("households_importrun", CHANGE, worker="select", feed=CHANGE, sees=IMPORTS),
    Wall("households_importpart", "insert", feed="select, insert, delete", sees="false", adds=IMPORTS),
    Wall("households_stagedrow", feed=ALL),
    Wall("households_refusedrow", "select", feed=ADD, sees=IMPORTS),
    # concerns
    # A leaver's is written on by whoever was let in to do so: the lead.
    Wall(
        "concerns_draft",
        CHANGE,
        sees=f"({{t}}.author_id = {ME} or {WRITING})",
        changes=f"{{t}}.sent_at is null and ({{t}}.author_id = {ME} or {WRITING})",
        becomes=f"({{t}}.author_id = {ME} or {WRITING})",
    ),
    kept(
        "concerns_concern",
        CHANGE,
        worker="select",
        also=REPORTER,
        adds=WRITING,
        changes=f"({GROUP} or {WRITING}) and {IN_FOLDER}",
    ),
    Wall(
        "concerns_reporter",
        ADD,
        worker="select",
        sees=f"({{t}}.colleague_id = {ME} or {GROUP} and {IN_FOLDER})",
        adds=f"{{t}}.colleague_id = {ME} and {WRITING}",
    ),
    Wall(
        "concerns_account",
        ADD,
        sees=f"({IN_FOLDER} and ({{t}}.kind <> 'on_behalf' or {GROUP}) or {{t}}.by_id is null and {REPORTER})",
    ),
    kept("concerns_involved", CHANGE, adds=f"({GROUP} or {WRITING}) and {IN_FOLDER}", changes=f"{GROUP} and {IN_FOLDER}"),
    kept(
        "concerns_attachment",
        CHANGE,
        also=f"{OWN_FILE} and {REPORTER}",
        adds=f"({IN_FOLDER} or {REPORTER})",
        changes=IN_FOLDER,
    ),
    kept(
        "concerns_placement",
        CHANGE,
        worker="select",
        adds=f"({GROUP} or {WRITING}) and {IN_FOLDER}",
        changes=f"{GROUP} and {IN_FOLDER}",
    ),
    Wall("concerns_advice", ADD, sees=f"({TOLD_APART})", adds=f"{GROUP} and {MINE} and {IN_FOLDER}"),
    kept("concerns_decision", CHANGE, adds=f"{GROUP} and {MINE} and {IN_FOLDER}", changes=f"{GROUP} and {IN_FOLDER}"),
    kept(
        "concerns_answer", CHANGE, unless=f"not {GROUP}", also=f"{{t}}.to_id = {ME}", adds=f"{GROUP} and {MINE} and {IN_FOLDER}"
    ),
    Wall("concerns_theme", "select", worker="select"),
    # agencies: the directory is no secret; what was shared is
    *(
        Wall(
            f"agencies_{table}",
            CHANGE,
            worker="select",
            sees="true",
            adds="(select heed_keeps_agencies())",
            changes="(select heed_keeps_agencies())",
        )
        for table in ("agency", "linkofficer", "protocol", "pathway")
    ),
    Wall(
        "agencies_protocol_parties",
        ALL,
        sees="true",
        adds="(select heed_keeps_agencies())",
        changes="(select heed_keeps_agencies())",
    ),
    kept("agencies_disclosure", adds=f"{MINE} and {IN_FOLDER}"),
    kept("agencies_meeting", CHANGE, worker=WITHOUT_WORDS["agencies_meeting"], adds=f"{MINE} and {IN_FOLDER}"),
    kept("agencies_attendance", CHANGE, worker="select"),
    # cases
    kept("cases_case", CHANGE, worker=WITHOUT_WORDS["cases_case"], adds=f"{{t}}.opened_by_id = {ME} and {IN_FOLDER}"),
    kept("cases_responsibility", CHANGE, adds=f"{MINE} and {IN_FOLDER}"),
    kept("cases_reach", CHANGE, worker=WITHOUT_WORDS["cases_reach"], adds=f"{MINE} and {IN_FOLDER}"),
    kept("cases_someone", CHANGE, adds=f"{{t}}.recorded_by_id = {ME} and {IN_FOLDER}"),
    kept("cases_exemption", CHANGE, worker=WITHOUT_WORDS["cases_exemption"], adds=f"{MINE} and {IN_FOLDER}"),
    *(kept(f"cases_{table}", adds=f"{MINE} and {IN_FOLDER}") for table in ("incident", "plan", "visit")),
    *(
        kept(f"cases_{table}", CHANGE, adds=f"{MINE} and {IN_FOLDER}")
        for table in ("document", "voice", "missingepisode", "measure")
    ),
    kept("cases_referral", CHANGE, worker=WITHOUT_WORDS["cases_referral"], adds=f"{MINE} and {IN_FOLDER}"),
    kept("cases_chase", CHANGE, worker=ADD),
    kept("cases_seeing", ALL, adds=f"{{t}}.colleague_id = {ME} and {IN_FOLDER}", changes=f"{{t}}.colleague_id = {ME}"),
    # What somebody has begun to write is theirs alone, as long as they may open the case.
    Wall("cases_begun", ALL, worker="select (id, at), delete", sees=f"{MINE} and {IN_FOLDER}"),
    kept("concerns_feed", CHANGE, worker="select", adds=f"{MINE} and {IN_FOLDER}"),
    # domestic abuse
    Wall(
        "domestic_abuse_licensedtext",
        CHANGE,
        sees="true",
        adds="(select heed_keeps_agencies())",
        changes="(select heed_keeps_agencies())",
    ),
    *(
        kept(
            f"domestic_abuse_{table}",
            CHANGE,
            adds=f"{MINE} and {IN_FOLDER} and {SIGNED}",
            changes=IN_FOLDER,
            becomes=f"{IN_FOLDER} and {STAYS_SIGNED}",
        )
        for table in ("assessment", "maracreferral")
    ),
    *(
        kept(f"domestic_abuse_{table}", CHANGE, adds=f"{MINE} and {IN_FOLDER}")
        for table in ("notice", "safetyplan", "planitem", "plancontact", "itemconsent")
    ),
    kept("domestic_abuse_planshare", adds=f"{MINE} and {IN_FOLDER}"),
    # learning
    *(kept(f"learning_{table}", CHANGE, adds=f"{MINE} and {IN_FOLDER}") for table in ("evaluation", "handlingreview")),
    kept("learning_lesson", CHANGE, changes=f"(select heed_holds_the_forum()) and {IN_FOLDER}"),
    # In no folder, and without a way back to one: whoever may read it need not know who sent it, and it never changes.
    Wall(
        "learning_sharedlesson",
        f"select ({LEARNED}), insert",
        worker=WITHOUT_WORDS["learning_sharedlesson"],
        sees=LEARNS,
        adds=f"{{t}}.sent_by_id = {ME} and {{t}}.sent_at = {NOW} and (select heed_answers())",
    ),
    kept("learning_casereview", CHANGE, adds=f"{{t}}.opened_by_id = {ME} and {IN_FOLDER}"),
    # people who work with us
    # Everybody is seen, also before anybody has signed in. Which facts of whom may change: heed_may_change.
    Wall(
        "organisation_colleague",
        f"select, insert, update ({COLLEAGUES_FACTS})",
        worker="select",
        feed="select",
        auditor="select",
        sees="true",
        adds=ORGANISES,
        changes=f"({{t}}.id = {ME} or (select heed_organises() or heed_signs()))",
        becomes="heed_may_change({t}.*)",
    ),
    Wall(
        "organisation_scheme",
        "select, insert, update (name, kind, region_id, local_authority_id, nation, registered_care)",
        worker="select",
        feed="select",
        auditor="select",
        sees="true",
        adds=ORGANISES,
        changes="(select heed_organises() or heed_signs())",
        becomes="heed_scheme_may_become({t}.*)",
    ),
    *(
        Wall(f"organisation_{table}", ADD, worker="select", sees="true", adds=ORGANISES, changes="false")
        for table in ("region", "localauthority")
    ),
    Wall(
        "organisation_absence",
        "select, insert, update (until), delete",
        worker="select",
        sees="true",
        adds=f"({{t}}.colleague_id = {ME} or {ORGANISES})",
        changes=f"({{t}}.colleague_id = {ME} or {ORGANISES})",
    ),
    Wall(
        "organisation_duty",
        "select, insert, update (until), delete",
        worker="select",
        sees="true",
        adds=ORGANISES,
        changes=ORGANISES,
    ),
    # A lead's word, which nobody takes back.
    Wall(
        "organisation_accessreview",
        ADD,
        worker="select",
        sees="(select heed_signs() or heed_organises())",
        adds=f"{MINE} and (select heed_sees_all())",
    ),
    # Written in one's own name, and followed in it.
    Wall(
        "organisation_directorygroup",
        "select, insert, update (until)",
        worker="select",
        sees=f"({ORGANISES} or (select heed_signs()))",
        adds=f"{MINE} and {ORGANISES}",
        changes=f"{ORGANISES} and {{t}}.until is null",
        becomes=f"{{t}}.until = {NOW}",
    ),
    # Nobody grants themselves anything: a post comes with the signature that was given for it at this instant, or opens nothing and comes
    # from an administrator. It ends now or not at all: one that is over is never taken up again.
    Wall(
        "organisation_post",
        "select, insert, update (until, skills)",
        worker="select",
        feed="select",
        sees="true",
        adds=f"{{t}}.colleague_id <> {ME} and ({SIGNED_FOR} or {{t}}.role in {UNGUARDED} and {ORGANISES})",
        changes=f"(select heed_organises() or heed_signs()) and ({{t}}.until is null or {{t}}.until > {NOW})",
        becomes=f"((select heed_organises() or heed_signs()) and {{t}}.until = greatest({NOW}, {{t}}.since) or {{t}}.until is not distinct from heed_post_ends({{t}}.id))",
    ),
    # What was asked for never changes: it is what the second person reads and signs.
    Wall(
        "organisation_signature",
        "select, insert, update (given_by_id, given_at, refused_by_id, refused_at)",
        worker="select",
        sees="true",
        adds=f"{{t}}.asked_by_id = {ME} and {{t}}.given_by_id is null",
        changes="{t}.given_at is null and {t}.refused_at is null",
        becomes=f"""({{t}}.given_by_id is null and {{t}}.refused_by_id = {ME}
                 or {{t}}.given_by_id = {ME} and {{t}}.given_at = {NOW} and {{t}}.refused_by_id is null and (select heed_signs())
                 and ((select heed_sees_all()) or heed_concerns_a_lead({{t}}.kind, {{t}}.wanted, {{t}}.for_colleague_id)))""",
    ),
    Wall("organisation_cache", ALL),
    Wall("training_course", ADD, worker="select", sees="true", adds=TRAINS, changes="false"),
    Wall(
        "training_completion",
        "select, insert, update (withdrawn_at)",
        worker="select",
        sees="true",
        adds=f"{TRAINS} and {{t}}.recorded_by_id = {ME} and {{t}}.colleague_id <> {ME}",
        changes=TRAINS,
    ),
    # letters owed, and the machinery
    Wall("notifications_letter", "select", worker=CHANGE, sees=f"{{t}}.to_id = {ME}"),
    Wall("notifications_heartbeat", "select", worker=CHANGE),
    Wall("django_session", ALL, worker="select, delete"),
    Wall("account_emailaddress", ALL),
    Wall("account_emailconfirmation", ALL),
    Wall("mfa_authenticator", ALL),
    Wall("procrastinate_jobs", ADD, worker=ALL),  # deferring returns the id, so it needs select; whose name: functions.ASKED_BY
    Wall("procrastinate_events", "insert", worker=ALL),
    Wall("procrastinate_periodic_defers", worker=ALL),
    Wall("procrastinate_workers", worker=ALL),
    Wall("django_content_type", "select", worker="select", feed="select"),
    Wall("django_migrations", "select", worker="select"),
    *map(Wall, ("auth_group", "auth_group_permissions", "auth_permission")),
)


@transaction.atomic
def build() -> None:
    """Writes roles' privileges, policies and functions afresh. Needs to be the owner; may be run again."""
    with connection.cursor() as c:
        c.execute(CONTEXT + OPENING + ASKED_BY)
        c.execute(
            f"grant select on all tables in schema public to {DEFINER}, {BACKUP}; grant select on all sequences in schema public to {BACKUP}; grant insert, update on folders_folder, folders_place, folders_access, cases_responsibility, households_word to {DEFINER};"
            f" grant update on deadlines_clock, notifications_letter to {DEFINER}; grant delete on folders_file, folders_filecontent, concerns_attachment to {DEFINER}; grant update (responsible_id) on cases_case to {DEFINER}"
        )
        c.execute(f"set local role {DEFINER}")
        for function in FUNCTIONS:
            c.execute(function.sql())
        c.execute("set local role none")
        c.execute(TRIGGERS)
        c.execute(f"revoke all on all tables in schema public from {WEB}, {WORKER}, {FEED}, {AUDITOR}")
        c.execute(f"grant usage on all sequences in schema public to {WEB}, {WORKER}, {FEED}")
        for wall in WALLS:
            c.execute("".join(statements(wall)))


def statements(wall: Wall) -> Iterator[str]:
    t = wall.table
    for role, rights in ((WEB, wall.web), (WORKER, wall.worker), (FEED, wall.feed), (AUDITOR, wall.auditor)):
        if rights:
            yield f"grant {rights} on {t} to {role};"
    if wall.sees:
        yield f"alter table {t} enable row level security; alter table {t} force row level security;"
        rules = (wall.sees, wall.adds or wall.sees, wall.changes or wall.sees, wall.becomes or wall.changes or wall.sees)
        sees, adds, changes, becomes = (rule.format(t=t) for rule in rules)
        owner, job = "current_setting('heed.owner')::boolean", "(select heed_job()) > 0"
        yield _policy(t, "owner", f"for all to {OWNER} using ({owner}) with check ({owner})")
        yield _policy(t, "web_sees", f"for select to {WEB} using ({sees})")
        yield _policy(t, "web_changes", f"for update to {WEB} using ({changes}) with check ({becomes})")
        yield _policy(t, "web_adds", f"for insert to {WEB} with check ({adds})")
        if "delete" in wall.web:
            yield _policy(t, "web_takes_out", f"for delete to {WEB} using ({changes})")
        if wall.auditor:
            yield _policy(t, AUDITOR, f"for all to {AUDITOR} using (true) with check (true)")
        for role in (WORKER, FEED):
            yield _policy(t, role, f"for all to {role} using ({job}) with check ({job})")


def _policy(table: str, name: str, rule: str) -> str:
    return f"drop policy if exists {name} on {table}; create policy {name} on {table} {rule};"
