"""Functions that see more than whoever asks, each answering only what is needed (decision 2).

They belong to a role nobody signs in as; `heed.policies.walls.build` writes them afresh after every migrate."""

from heed.folders.choices import CIRCLE_KEEPS, Effect, FolderKind, Why
from heed.organisation.choices import Role
from heed.policies.cluster import FEED, WEB, WORKER
from heed.policies.reach import LINE, REACHED
from heed.policies.roles import POSTS, Do, Reach, roles_reaching

SHOWN_FROM = 5  # fewer than this are never counted apart: a figure must not point at a person (the NHS suppresses counts under five in its Safeguarding Adults Collection)

CONTEXT = """
create or replace function heed_colleague() returns bigint language sql stable as $$select current_setting('heed.colleague')::bigint$$;
create or replace function heed_asker() returns bigint language sql stable as $$select nullif(current_setting('heed.colleague', true), '')::bigint$$;
create or replace function heed_job() returns bigint language sql stable as $$select current_setting('heed.job')::bigint$$;
create or replace function heed_opened() returns uuid[] language sql stable as $$select nullif(current_setting('heed.opened', true), '')::uuid[]$$;
create or replace function heed_at() returns timestamptz language sql stable as $$select current_setting('heed.at')::timestamptz$$;
create or replace function heed_today() returns date language sql stable as $$select (current_setting('heed.at')::timestamptz at time zone 'Europe/London')::date$$;
"""


# What a policy asks of the asker's posts, by the name it asks with.
ASKED = {
    "heed_may_break_glass": Do.BREAK_GLASS,
    "heed_organises": Do.ORGANISE,
    "heed_signs": Do.SIGN,
    "heed_trains": Do.TRAIN,
    "heed_imports": Do.IMPORT,
    "heed_reviews": Do.REVIEW,
    "heed_keeps_safe": Do.KEEP_SAFE,
    "heed_marks_sensitive": Do.MARK_SENSITIVE,
}
GUARDED = "(" + ", ".join(f"'{post.role}'" for post in POSTS if post.guarded) + ")"


def _holds(roles: list[Role]) -> str:
    named = ", ".join(f"'{role}'" for role in roles)
    return f"from organisation_post p where p.colleague_id = heed_colleague() and p.role in ({named}) and p.since <= heed_at() and (p.until is null or p.until > heed_at())"


def _may(do: Do) -> list[Role]:
    return [post.role for post in POSTS if do in post.may]


def definers() -> dict[str, str]:
    """Functions that see more than their caller, each answering only what is needed: signature → body."""
    region = _holds(roles_reaching(Reach.REGION))
    return {
        "heed_sees_all() returns boolean": f"select exists (select {_holds(roles_reaching(Reach.EVERYTHING))})",
        "heed_in_circle() returns boolean": f"select exists (select {_holds(roles_reaching(Reach.CIRCLE))})",
        "heed_schemes() returns bigint[]": f"""select coalesce(array_agg(scheme), '{{}}') from (
            select p.scheme_id as scheme {_holds(roles_reaching(Reach.SCHEME))}
            union select s.id from organisation_scheme s where s.region_id in (select p.region_id {region})) s""",
        "heed_reads(folder uuid) returns boolean": f"select exists (select from folders_folder f where f.id = folder and {REACHED.format(t='f')})",
        **{f"{name}() returns boolean": f"select exists (select {_holds(_may(do))})" for name, do in ASKED.items()},
        # Whether the asker is kept out: of a folder whose id they know. The lines that say so are not for them to read.
        "heed_is_out(folder uuid) returns boolean": f"select exists ({LINE.format(t='f').replace('f.id', 'folder')}'{Effect.KEPT_OUT}')",
        "heed_is_writing_something() returns boolean": """select exists (select from folders_access k where k.colleague_id = heed_colleague()
            and k.why = 'writes' and k.since <= heed_at() and (k.until is null or k.until > heed_at()))""",
        "heed_is_household(folder uuid) returns boolean": "select exists (select from folders_folder f where f.id = folder and f.kind = 'household')",
        "heed_is_writing(folder uuid) returns boolean": """select exists (select from folders_access k where k.folder_id = folder and k.colleague_id = heed_colleague()
            and k.why = 'writes' and k.since <= heed_at() and (k.until is null or k.until > heed_at()))""",
        # Whether somebody is kept out, for those who may open the folder and would let them in.
        # As they still stand, for a rule that says what they may become.
        "heed_post_ends(post bigint) returns timestamptz": "select p.until from organisation_post p where p.id = post",
        "heed_tells_next(clock uuid) returns timestamptz": "select c.next_at from deadlines_clock c where c.id = clock",
        # Whether a colleague's account opens content, for whoever keeps accounts: then a new password or address needs a second signature.
        "heed_opens_content(who bigint) returns boolean": f"""select (heed_organises() or heed_signs()) and (
            exists (select from organisation_post p where p.colleague_id = who and p.role in {GUARDED} and (p.until is null or p.until > heed_at()))
            or exists (select from folders_access k where k.colleague_id = who and k.effect = 'let_in' and k.why <> 'writes' and (k.until is null or k.until > heed_at())))""",
        "heed_signed_now(what text, who bigint, wanted jsonb) returns boolean": """select exists (select from organisation_signature s where s.kind = what
            and s.for_colleague_id = who and s.given_by_id = heed_colleague() and s.given_at = heed_at() and s.wanted @> $3)""",
        # The row as it is about to be, beside the row as it still stands (heed.procedures.posts says the same in words).
        "heed_may_change(would organisation_colleague) returns boolean": """select exists (select from organisation_colleague was,
            lateral (select was.id = heed_colleague() as own, heed_organises() as keeps, heed_organises() and not heed_opens_content(was.id) as alone) may
            where was.id = (would).id
            and (may.own or (was.language, was.text_size, was.contrast, was.last_login)
                is not distinct from ((would).language, (would).text_size, (would).contrast, (would).last_login))
            and (may.keeps or (was.display_name, was.telephone, was.job_title, was.department, was.standing, was.line_manager_id, was.left_at, was.is_active)
                is not distinct from ((would).display_name, (would).telephone, (would).job_title, (would).department, (would).standing, (would).line_manager_id, (would).left_at, (would).is_active))
            and (may.own or may.keeps or was.session_salt = (would).session_salt or heed_signed_now('reset', was.id, '{}'))
            and (may.own or may.alone or (was.password, was.password_until) is not distinct from ((would).password, (would).password_until)
                or heed_signed_now('reset', was.id, '{}'))
            and (may.alone or was.email = (would).email or heed_signed_now('email', was.id, jsonb_build_object('email', (would).email))))""",
        # Marking a record as sensitive, and nothing else of its folder. No row when it was so already.
        "heed_mark_sensitive(folder uuid, is_so boolean) returns boolean": """update folders_folder f set sensitive = is_so
            where f.id = folder and f.sensitive <> is_so and heed_marks_sensitive() and heed_reads(folder) returning true""",
        # What somebody began becomes a hidden new address: its writer's, the group's and the lead's, and nobody's by a post over a scheme.
        "heed_hide(folder uuid) returns boolean": f"""update folders_folder f set kind = '{FolderKind.ADDRESS}', circle_from = heed_at()
            where f.id = folder and f.kind = '{FolderKind.DRAFT}' and heed_is_writing(folder) and heed_keeps_safe() returning true""",
        "heed_is_kept_out(folder uuid, who bigint) returns boolean": """select heed_reads(folder) and exists (select from folders_access k where k.folder_id = folder
            and k.colleague_id = who and k.effect = 'kept_out' and k.since <= heed_at() and (k.until is null or k.until > heed_at()))""",
        "heed_is_new_draft(folder uuid) returns boolean": "select exists (select from folders_folder f where f.id = folder and f.kind = 'draft' and f.opened_at = heed_at()) and not exists (select from folders_access k where k.folder_id = folder)",
        # Who has looked: one of the two features that read the audit (the other: heed_glass_refused), for the lead, on records she may open.
        "heed_who_looked(records uuid[], most int) returns setof audit_look": """select l.* from audit_look l where heed_sees_all() and (l.record = any(records) or l.shown && records)
            order by l.at desc, l.id limit most""",
        # The people a reporter named, as they named them: not whether the group has since confirmed, linked or corrected one.
        "heed_named_by_me(concern uuid) returns table(id uuid, name bytea, about bytea, identity varchar, part varchar)": """select i.id, i.name, i.about, i.identity, i.part
            from concerns_involved i join concerns_concern c on c.id = i.concern_id join concerns_reporter r on r.concern_id = c.id
            where c.id = $1 and r.colleague_id = heed_colleague() and i.corrects_id is null and i.recorded_at = c.sent_at""",
        # The state of the mail, without whom it is for.
        "heed_mail_owed() returns table(owed bigint, oldest timestamptz, dead bigint)": "select count(*) filter (where sent_at is null and dead_at is null), min(made_at) filter (where sent_at is null and dead_at is null), count(*) filter (where dead_at is not null and sent_at is null) from notifications_letter",
        # A check that protects someone must see everything there is: what still holds this folder open?
        "heed_owed_before_end(folder uuid) returns bigint": "select count(*) from deadlines_clock c where c.holds_id = folder and c.met_at is null and heed_reads(folder)",
        # Who is tied to these homes, so that they can be kept out before they could see anything.
        "heed_tied_to(homes bigint[]) returns setof bigint": "select t.colleague_id from households_tie t where t.home_id = any(homes) and t.since <= heed_at() and (t.until is null or t.until > heed_at())",
        # Only the id of who lives at a home now, for whoever is writing a report (it is placed by somebody who may not see the household)
        # or may break the glass.
        "heed_living_at(home bigint) returns uuid": """select h.id from households_household h where h.home_id = home and h.started_on <= heed_today()
            and (h.ended_on is null or h.ended_on > heed_today()) and (heed_is_writing_something() or heed_may_break_glass()) order by h.started_on desc limit 1""",
        # The folder of whoever lives at a home now, for somebody about to break the glass (a let-in line comes with a reason and a review).
        # None for an empty home, and alike for somebody kept out: they get in nowhere and learn nothing.
        "heed_folder_living_at(home bigint) returns uuid": f"""select h.folder_id from households_household h where heed_may_break_glass() and h.id = heed_living_at(home)
            and not exists ({LINE.format(t="f").replace("f.id", "h.folder_id")}'{Effect.KEPT_OUT}')""",
        # Who tried to break the glass and could not, for a lead who may open what is at that address.
        "heed_glass_refused(after timestamptz) returns setof audit_look": f"""select l.* from audit_look l where heed_sees_all() and l.at > after
            and l.page = 'break_glass' and l.verb = 'refused' and l.record is not null and not exists (select from households_household h
                where h.home_id = ('x' || right(replace(l.record::text, '-', ''), 16))::bit(64)::bigint and exists ({LINE.format(t="h").replace("h.id", "h.folder_id")}'{Effect.KEPT_OUT}'))
            order by l.at desc, l.id limit 50""",
        # May this colleague be given an action? For the group and the lead, who know anyway who is kept out.
        "heed_may_owe(clock uuid, who bigint) returns boolean": """select exists (select from deadlines_clock c, organisation_colleague w where c.id = clock and w.id = who
            and c.met_at is null and c.rule = 'action' and (heed_sees_all() or heed_in_circle()) and heed_reads(c.folder_id) and w.is_active and (w.left_at is null or w.left_at > heed_at())
            and not exists (select from folders_access k where k.folder_id in (c.folder_id, c.holds_id) and k.colleague_id = who and k.effect = 'kept_out'
                            and k.since <= heed_at() and (k.until is null or k.until > heed_at())))""",
        # How loops close, by team, for those who see figures; teams are never told apart below five (heed.pictures.loops says the same in words).
        "heed_loops(since timestamptz) returns table(team text, reported bigint, answered bigint, open bigint, first_voice double precision, answer double precision)": f"""
            with one as (select r.colleague_id, c.answered_at, c.state, extract(epoch from c.answered_at - c.sent_at) as answer,
                    extract(epoch from (select min(e.recorded_at) from timeline_event e where e.folder_id = c.folder_id and e.kind = 'advice.given') - c.sent_at) as first_voice
                    from concerns_concern c join concerns_reporter r on r.concern_id = c.id
                    where c.sent_at >= since and c.sent_at <= heed_at() and exists (select {_holds([post.role for post in POSTS if Do.MEASURES in post.may])})),
                 named as (select w.department, one.*, count(*) over (partition by w.department) >= {SHOWN_FROM} as shown from one join organisation_colleague w on w.id = one.colleague_id),
                 grouped as (select case when shown then department else '' end as team, named.* from named)
            select g.team, count(*), count(g.answered_at), count(*) filter (where g.state <> 'closed'), percentile_cont(0.5) within group (order by g.first_voice),
                percentile_cont(0.5) within group (order by g.answer) from grouped g group by g.team having count(*) >= {SHOWN_FROM} order by g.team = '', g.team""",
        # How far the audit is sealed, for the health page.
        "heed_sealed_until() returns table(at timestamptz, waiting timestamptz)": "select (select max(s.at) from audit_seal s), (select min(l.at) from audit_look l where not exists (select from audit_sealed d where d.look_id = l.id) and l.at > (select coalesce(max(s.at), '-infinity') from audit_seal s) - interval '1 day')",
        # What a colleague who has left had begun to write and not sent, so that the lead can be let in and no worry is lost.
        "heed_unsent_drafts_of(leaver bigint) returns setof uuid": """select d.folder_id from concerns_draft d join organisation_colleague c on c.id = d.author_id
            where c.id = leaver and c.left_at <= heed_at() and d.sent_at is null and d.dropped_at is null
            and exists (select from deadlines_clock k where k.folder_id = d.folder_id and k.rule = 'draft_reminder')""",
    }


# Asked for row after row, so their plans are kept: PostgreSQL plans an SQL function anew in each query.
KEEPS_ITS_PLAN = ("heed_sees_all", "heed_in_circle", "heed_schemes", "heed_reads", "heed_is_out")
# The folders a page is about, checked once by their own policy, as the asker; forgotten with the transaction.
OPENING = """
create or replace function heed_open(folders uuid[]) returns uuid[] language plpgsql volatile as $$
declare found uuid[];
begin
    select coalesce(array_agg(f.id), '{}') into found from folders_folder f where f.id = any(folders);
    perform set_config('heed.opened', (coalesce(heed_opened(), '{}') || found)::text, true);
    return found;
end $$;
"""
# A job believes who is said to have asked for it, so a page names nobody but whoever asks. No policy: behind one PostgreSQL no longer says
# which key was there already, and procrastinate needs to know.
ASKED_BY = f"""
create or replace function heed_not_in_that_name() returns trigger language plpgsql as $$
begin
    raise insufficient_privilege using message = 'a job is asked for in one''s own name';
end $$;
create or replace trigger asked_by before insert on procrastinate_jobs for each row
    when (current_user = '{WEB}' and new.args ->> 'by' is not null and (new.args ->> 'by')::bigint is distinct from heed_asker())
    execute function heed_not_in_that_name();
"""


def definer(signature: str, body: str) -> str:
    """A function as SQL, owned by whoever makes it."""
    keeps = signature.startswith(tuple(f"{name}(" for name in KEEPS_ITS_PLAN))
    language, words = ("plpgsql", f"begin return ({body}); end") if keeps else ("sql", body)
    how = "volatile" if body.startswith("update") else "stable"
    return f"create or replace function {signature} language {language} {how} security definer set search_path = public, pg_temp as $${words}$$"


SHARED_WITH = {
    "heed_sees_all()": (WEB, WORKER),
    "heed_mail_owed()": (WEB, WORKER),
    "heed_tied_to(homes bigint[])": (WORKER, FEED),
    "heed_sealed_until()": (WEB, WORKER),
    "heed_unsent_drafts_of(leaver bigint)": (WORKER,),
}


def gather_function() -> str:
    """What a concern's placements bring about, in one place: its schemes' managers see it; the group sees its households, with all their
    concerns, while one of them is open and for a year after; whoever is named in it or tied to those homes is kept out of both, and of the
    concern also whoever is tied to the home of somebody confirmed in it.

    And what its sending brings about (`heed_hand_over`, for its author alone, once): the group sees it, colleagues its author named and
    whoever they line-manage do not, it is gathered, and its author's own line ends."""
    open_place = "p.undone_at is null and p.household_id = h"
    return f"""
    create or replace function heed_gather(concern_folder uuid) returns void language plpgsql security definer set search_path = public, pg_temp as $$
    declare h uuid; hf uuid; until_ timestamptz; at_ timestamptz := heed_at();
    begin
        if not heed_reads(concern_folder) then return; end if;
        update folders_place p set until = at_ where p.folder_id = concern_folder and p.until is null and p.scheme_id not in (select heed_lies_in(concern_folder));
        insert into folders_place (id, folder_id, scheme_id, since) select gen_random_uuid(), concern_folder, s, at_ from heed_lies_in(concern_folder) s
            where not exists (select from folders_place p where p.folder_id = concern_folder and p.scheme_id = s and p.until is null);
        perform heed_bring_along(concern_folder);
        for h, hf in select distinct x.id, x.folder_id from concerns_placement p join households_household x on x.id = p.household_id where p.folder_id = concern_folder loop
            select case when bool_or(c.state <> 'closed') then null else coalesce(max(c.closed_at) + interval '{CIRCLE_KEEPS.days} days', at_) end into until_
                from concerns_placement p join concerns_concern c on c.id = p.concern_id where {open_place};
            update folders_folder f set circle_from = least(f.circle_from, at_), circle_until = until_ where f.id = hf;
            update folders_folder f set circle_until = until_ from concerns_placement p join concerns_concern c on c.id = p.concern_id
                where f.id = c.folder_id and c.state = 'closed' and {open_place};
            perform heed_keep_out(hf, k.colleague_id, k.why) from folders_access k where k.folder_id = concern_folder and k.effect = 'kept_out' and k.why in ('named', 'tie') and k.until is null;
            perform heed_keep_out(f, t, 'tie') from households_household x, heed_tied_to(array[x.home_id]) t, unnest(array[hf, concern_folder]) f where x.id = h;
        end loop;
        perform heed_keep_out(concern_folder, t, 'tie') from heed_homes_in(concern_folder) m, heed_tied_to(array[m]) t;
    end $$;
    -- Whoever is let into a household, by name or by broken glass, sees its screen whole: the concerns placed there get the same lines, and lose them.
    create or replace function heed_bring_along(concern_folder uuid) returns void language sql security definer set search_path = public, pg_temp as $$
        with due as (select distinct k.colleague_id, k.why, k.until, k.by_id from concerns_placement p join folders_folder f on f.id = p.folder_id and not f.sensitive
                join households_household h on h.id = p.household_id join folders_access k on k.folder_id = h.folder_id
            where p.folder_id = concern_folder and p.undone_at is null and k.effect = 'let_in' and k.why in ('{Why.GRANT}', '{Why.BREAK_GLASS}') and k.since <= heed_at() and k.until > heed_at()),
        over as (update folders_access c set until = heed_at() where c.folder_id = concern_folder and c.effect = 'let_in' and c.why in ('{Why.GRANT}', '{Why.BREAK_GLASS}')
                and c.since <= heed_at() and c.until > heed_at() and not exists (select from due d where (d.colleague_id, d.why, d.until) = (c.colleague_id, c.why, c.until)))
        insert into folders_access (id, folder_id, colleague_id, effect, why, since, until, by_id)
            select gen_random_uuid(), concern_folder, d.colleague_id, 'let_in', d.why, heed_at(), d.until, d.by_id from due d
            where not exists (select from folders_access c where c.folder_id = concern_folder and c.effect = 'let_in' and (c.colleague_id, c.why, c.until) = (d.colleague_id, d.why, d.until)) $$;
    create or replace function heed_let_along(household_folder uuid) returns void language sql security definer set search_path = public, pg_temp as $$
        select heed_bring_along(c) from (select distinct p.folder_id as c from concerns_placement p join households_household h on h.id = p.household_id where h.folder_id = household_folder) placed $$;
    create or replace function heed_hand_over(concern_folder uuid, named bigint[]) returns void language plpgsql security definer set search_path = public, pg_temp as $$
    begin
        if not heed_is_writing(concern_folder) or not exists (select from concerns_concern c where c.folder_id = concern_folder) then
            raise insufficient_privilege using message = 'only its author hands a report over, and once';
        end if;
        update folders_folder f set kind = '{FolderKind.CONCERN}', circle_from = heed_at() where f.id = concern_folder;
        perform heed_keep_out(concern_folder, c.id, '{Why.NAMED}') from organisation_colleague c where c.id = any(named) or c.line_manager_id = any(named);
        perform heed_gather(concern_folder);
        update folders_access k set until = heed_at() where k.folder_id = concern_folder and k.colleague_id = heed_colleague()
            and k.why = '{Why.WRITES}' and k.since <= heed_at() and (k.until is null or k.until > heed_at());
    end $$;
    create or replace function heed_homes_in(concern_folder uuid) returns setof bigint language sql stable security definer set search_path = public, pg_temp as $$
        select distinct x.home_id from concerns_involved i join households_person w on w.id = i.person_id join households_household x on x.folder_id = w.folder_id
        where i.folder_id = concern_folder and i.superseded_at is null $$;
    create or replace function heed_lies_in(concern_folder uuid) returns setof bigint language sql stable security definer set search_path = public, pg_temp as $$
        select distinct m.scheme_id from concerns_placement p join households_household x on x.id = p.household_id join households_home m on m.id = x.home_id
        where p.folder_id = concern_folder and p.undone_at is null and (x.ended_on is null or x.ended_on > heed_today()) $$;
    create or replace function heed_keep_out(folder uuid, who bigint, because text) returns void language sql security definer set search_path = public, pg_temp as $$
        insert into folders_access (id, folder_id, colleague_id, effect, why, since) select gen_random_uuid(), folder, who, 'kept_out', because, heed_at()
        where not exists (select from folders_access k where k.folder_id = folder and k.colleague_id = who and k.effect = 'kept_out' and k.until is null) $$;
    create or replace function heed_tie(who bigint, home bigint) returns void language sql security definer set search_path = public, pg_temp as $$
        select heed_keep_out(f, who, 'tie') from (
            select h.folder_id as f from households_household h where h.home_id = home and (h.ended_on is null or h.ended_on > heed_today())
            union select p.folder_id from concerns_placement p join households_household h on h.id = p.household_id where h.home_id = home and p.undone_at is null
            union select i.folder_id from concerns_involved i where i.person_id is not null and i.superseded_at is null and home in (select heed_homes_in(i.folder_id))) known
        where who = heed_colleague() or heed_sees_all() $$;
    revoke execute on function heed_gather, heed_hand_over, heed_homes_in, heed_lies_in, heed_keep_out, heed_tie from public;
    revoke execute on function heed_bring_along, heed_let_along from public;
    grant execute on function heed_gather to {WEB}, {WORKER}; grant execute on function heed_hand_over, heed_let_along, heed_tie to {WEB};
    """


STRICTLY, LOOSELY = 0.6, 0.3  # how alike a name must be: the best part of it, or, where few are found so, the whole of it
FEW = 10


def search_function() -> str:
    """Searching names and numbers behind the wall: a likeness operator is not leakproof, so under a policy its index would not be used.

    First who has all the words, then whose name is nearly so, and loosely only where the asker is left with few: loosely, a tenth of a register
    is alike. Each step finds by its index alone and asks the wall before the limit, so that what is forbidden fills no place; the next is
    taken only for want of more that may be shown. Somebody with two such names is answered twice, the best first.

    (The likeness of a name's best part is never below that of the whole.) Parameters by number: a column of the same name would go before
    them, and everybody would be found. The plan is kept: planning the wall anew costs more than most searches."""
    step = f"""select found.person_id, found.folder_id, found.likeness from found
             where exists (select from folders_folder f where f.id = found.folder_id and {REACHED.format(t="f")})"""
    name = """select n.person_id, n.folder_id, word_similarity($1, n.folded) as likeness from households_name n where $1 <> '' and"""
    threshold = "pg_trgm.word_similarity_threshold"
    return f"""
    select similarity('', ''); -- makes the thresholds known, so that they can be set
    drop function if exists heed_people_like(text, text, int);
    create function heed_people_like(folded text, digits text, most int) returns table(person uuid, folder uuid, likeness real)
    language plpgsql stable security definer set search_path = public, pg_temp set plan_cache_mode = force_generic_plan
    set {threshold} = {STRICTLY} set pg_trgm.similarity_threshold = {LOOSELY} as $$
    #variable_conflict use_column
    declare many int; more int;
    begin
        perform set_config('{threshold}', '1', true);
        return query with found as materialized ({name} $1 <% n.folded
            union all select p.person_id, p.folder_id, 1.0 from households_phone p where $2 <> '' and p.digits = $2 and p.superseded_at is null) {step} limit $3;
        get diagnostics many = row_count;
        if many >= $3 then return; end if;
        perform set_config('{threshold}', '{STRICTLY}', true);
        return query with found as materialized ({name} $1 <% n.folded) {step} and found.likeness < 1 order by 3 desc, 1 limit $3 - many;
        get diagnostics more = row_count;
        if many + more >= {FEW} then return; end if;
        return query with found as materialized ({name} n.folded % $1) {step} and found.likeness < {STRICTLY}::real order by 3 desc, 1 limit $3 - many - more;
    end $$;
    """


def register_functions() -> str:
    """Placing a concern: who lives where, by name, address and date of birth alone, for the group and the lead; never where they are kept out.
    `homes`: those whose address is like the words; `one` asks for one household. And giving an action to another."""
    there = "m.superseded_at is null and (m.until is null or m.until > heed_today()) and (m.since is null or m.since <= heed_today())"
    return f"""
    create or replace function heed_register_like(folded text, digits text, homes bigint[], one uuid, most int)
    returns table(household uuid, address text, person text, born_on date, role text)
    language sql stable security definer set search_path = public, pg_temp as $$
        with found as (
            select m.household_id as id, max(greatest(similarity(n.folded, $1), word_similarity($1, n.folded))) as likeness from households_name n
              join households_membership m on m.person_id = n.person_id and {there} where $1 <> '' and (n.folded % $1 or $1 <% n.folded) group by 1
            union all select m.household_id, 1.0 from households_phone p join households_membership m on m.person_id = p.person_id and {there}
             where $2 <> '' and p.digits = $2 and p.superseded_at is null
            union all select x.id, 1.0 - 0.001 * array_position($3, x.home_id) from households_household x where x.home_id = any($3)
            union all select $4, 1.0 where $4 is not null
        ), open as (
            select x.id, max(f.likeness) as likeness, concat_ws(', ', h.address, nullif(h.town, ''), h.postcode) as address
              from found f join households_household x on x.id = f.id join households_home h on h.id = x.home_id
             where (heed_sees_all() or heed_in_circle()) and x.started_on <= heed_today() and (x.ended_on is null or x.ended_on > heed_today())
               and not exists ({LINE.format(t="f").replace("f.id", "x.folder_id")}'{Effect.KEPT_OUT}')
             group by x.id, h.id order by 2 desc, 3, 1 limit most
        )
        select o.id, o.address, w.name, w.born_on, m.role from open o
          left join households_membership m on m.household_id = o.id and {there} left join households_person w on w.id = m.person_id
         order by o.likeness desc, o.address, o.id, w.born_on nulls last, w.sort_key $$;
    create or replace function heed_owes(clock uuid, who bigint) returns void language sql security definer set search_path = public, pg_temp as $$
        update deadlines_clock c set owner_id = who where c.id = clock and heed_may_owe(clock, who) $$;
    revoke execute on function heed_register_like, heed_owes from public;
    grant execute on function heed_register_like, heed_owes to {WEB};
    """
