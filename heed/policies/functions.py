"""Functions that see more than whoever asks, each answering only what is needed (design.md, "Two walls").

They belong to a role nobody signs in as; `heed.policies.walls.build` writes them afresh after every migrate."""

from heed.folders.choices import Effect
from heed.organisation.choices import Role
from heed.policies.cluster import FEED, WEB, WORKER
from heed.policies.reach import LINE, REACHED
from heed.policies.roles import Do, Reach, roles_reaching, roles_that_may

SHOWN_FROM = 5  # fewer than this are never counted apart: a figure must not point at a person (domain.md 10)

CONTEXT = """
create or replace function heed_colleague() returns bigint language sql stable as $$select current_setting('heed.colleague')::bigint$$;
create or replace function heed_job() returns bigint language sql stable as $$select current_setting('heed.job')::bigint$$;
create or replace function heed_opened() returns uuid[] language sql stable as $$select nullif(current_setting('heed.opened', true), '')::uuid[]$$;
create or replace function heed_at() returns timestamptz language sql stable as $$select current_setting('heed.at')::timestamptz$$;
"""


def _holds(roles: list[Role]) -> str:
    named = ", ".join(f"'{role}'" for role in roles)
    return f"from organisation_post p where p.colleague_id = heed_colleague() and p.role in ({named}) and p.since <= heed_at() and (p.until is null or p.until > heed_at())"


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
        "heed_may_break_glass() returns boolean": f"select exists (select {_holds(roles_that_may(Do.BREAK_GLASS))})",
        "heed_organises() returns boolean": f"select exists (select {_holds(roles_that_may(Do.ORGANISE))})",
        "heed_keeps_agencies() returns boolean": f"select exists (select {_holds(roles_that_may(Do.AGENCIES))})",
        "heed_signs() returns boolean": f"select exists (select {_holds(roles_that_may(Do.SIGN))})",
        "heed_is_household(folder uuid) returns boolean": "select exists (select from folders_folder f where f.id = folder and f.kind = 'household')",
        "heed_is_writing(folder uuid) returns boolean": """select exists (select from folders_access k where k.folder_id = folder and k.colleague_id = heed_colleague()
            and k.why = 'writes' and k.since <= heed_at() and (k.until is null or k.until > heed_at()))""",
        # Whether somebody is kept out, for those who may open the folder and would let them in.
        "heed_is_kept_out(folder uuid, who bigint) returns boolean": """select heed_reads(folder) and exists (select from folders_access k where k.folder_id = folder
            and k.colleague_id = who and k.effect = 'kept_out' and k.since <= heed_at() and (k.until is null or k.until > heed_at()))""",
        "heed_is_new_draft(folder uuid) returns boolean": "select exists (select from folders_folder f where f.id = folder and f.kind = 'draft' and f.opened_at = heed_at()) and not exists (select from folders_access k where k.folder_id = folder)",
        # Who has looked: the one feature that reads the audit, for the lead, on records she may open.
        "heed_who_looked(records uuid[], most int) returns setof audit_look": """select l.* from audit_look l where heed_sees_all() and l.record = any(records)
            order by l.at desc, l.id limit most""",
        # The state of the mail, without whom it is for.
        "heed_mail_owed() returns table(owed bigint, oldest timestamptz, dead bigint)": "select count(*) filter (where sent_at is null and dead_at is null), min(made_at) filter (where sent_at is null and dead_at is null), count(*) filter (where dead_at is not null and sent_at is null) from notifications_letter",
        # A check that protects someone must see everything there is: what still holds this folder open?
        "heed_owed_before_end(folder uuid) returns bigint": "select count(*) from deadlines_clock c where c.holds_id = folder and c.met_at is null and heed_reads(folder)",
        # Who is tied to these homes, so that they can be kept out before they could see anything.
        "heed_tied_to(homes bigint[]) returns setof bigint": "select t.colleague_id from households_tie t where t.home_id = any(homes) and t.since <= heed_at() and (t.until is null or t.until > heed_at())",
        # Only the id of who lives at a home now: a report is placed by somebody who may not see the household.
        "heed_living_at(home bigint) returns uuid": """select h.id from households_household h where h.home_id = home and h.started_on <= heed_at()::date
            and (h.ended_on is null or h.ended_on > heed_at()::date) order by h.started_on desc limit 1""",
        # The folder of whoever lives at a home now, for somebody about to break the glass (a let-in line comes with a reason and a review).
        # None for an empty home, and alike for somebody kept out: they get in nowhere and learn nothing.
        "heed_folder_living_at(home bigint) returns uuid": f"""select h.folder_id from households_household h where h.id = heed_living_at(home)
            and not exists ({LINE.format(t="f").replace("f.id", "h.folder_id")}'{Effect.KEPT_OUT}')""",
        # May this colleague be given an action? Asked by its owner, who may not see who is kept out; why not is never said.
        "heed_may_owe(clock uuid, who bigint) returns boolean": """select exists (select from deadlines_clock c, organisation_colleague w where c.id = clock and w.id = who
            and c.met_at is null and c.rule = 'action' and (c.owner_id = heed_colleague() or heed_reads(c.folder_id)) and w.is_active and (w.left_at is null or w.left_at > heed_at())
            and not exists (select from folders_access k where k.folder_id in (c.folder_id, c.holds_id) and k.colleague_id = who and k.effect = 'kept_out'
                            and k.since <= heed_at() and (k.until is null or k.until > heed_at())))""",
        # How loops close, by team, for those who see figures; teams are never told apart below five (heed.pictures.loops says the same in words).
        "heed_loops(since timestamptz) returns table(team text, reported bigint, answered bigint, open bigint, first_voice double precision, answer double precision)": f"""
            with one as (select r.colleague_id, c.answered_at, c.state, extract(epoch from c.answered_at - c.sent_at) as answer,
                    extract(epoch from (select min(e.recorded_at) from timeline_event e where e.folder_id = c.folder_id and e.kind = 'advice.given') - c.sent_at) as first_voice
                    from concerns_concern c join concerns_reporter r on r.concern_id = c.id
                    where c.sent_at >= since and c.sent_at <= heed_at() and exists (select {_holds(roles_that_may(Do.MEASURES))})),
                 named as (select w.department, one.*, count(*) over (partition by w.department) >= {SHOWN_FROM} as shown from one join organisation_colleague w on w.id = one.colleague_id),
                 grouped as (select case when shown then department else '' end as team, named.* from named)
            select g.team, count(*), count(g.answered_at), count(*) filter (where g.state <> 'closed'), percentile_cont(0.5) within group (order by g.first_voice),
                percentile_cont(0.5) within group (order by g.answer) from grouped g group by g.team having count(*) >= {SHOWN_FROM} order by g.team = '', g.team""",
        # How far the audit is sealed, for the health page.
        "heed_sealed_until() returns table(at timestamptz, waiting timestamptz)": "select (select max(s.at) from audit_seal s), (select min(l.at) from audit_look l where not exists (select from audit_sealed d where d.look_id = l.id) and l.at > (select coalesce(max(s.at), '-infinity') from audit_seal s) - interval '1 day')",
        # What a colleague who has left had begun to write and not sent, so that the lead can be let in and no worry is lost.
        "heed_unsent_drafts_of(leaver bigint) returns setof uuid": """select d.folder_id from concerns_draft d join organisation_colleague c on c.id = d.author_id
            where c.id = leaver and c.left_at <= heed_at() and d.sent_at is null and d.dropped_at is null""",
    }


# Asked for row after row, so their plans are kept: PostgreSQL plans an SQL function anew in each query.
KEEPS_ITS_PLAN = ("heed_sees_all", "heed_in_circle", "heed_schemes", "heed_reads")
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


def definer(signature: str, body: str) -> str:
    """A function as SQL, owned by whoever makes it."""
    keeps = signature.startswith(tuple(f"{name}(" for name in KEEPS_ITS_PLAN))
    language, words = ("plpgsql", f"begin return ({body}); end") if keeps else ("sql", body)
    return f"create or replace function {signature} language {language} stable security definer set search_path = public, pg_temp as $${words}$$"


SHARED_WITH = {
    "heed_sees_all()": (WEB, WORKER),
    "heed_mail_owed()": (WEB, WORKER),
    "heed_tied_to(homes bigint[])": (WORKER, FEED),
    "heed_sealed_until()": (WEB, WORKER),
    "heed_unsent_drafts_of(leaver bigint)": (WORKER,),
}


def gather_function() -> str:
    """What a concern's placements bring about, in one place: its schemes' managers see it; the group sees its households, with all their
    concerns, while one of them is open and for a year after; whoever is named in it or tied to those homes is kept out of both."""
    open_place = "p.undone_at is null and p.household_id = h"
    return f"""
    create or replace function heed_gather(concern_folder uuid) returns void language plpgsql security definer set search_path = public, pg_temp as $$
    declare h uuid; hf uuid; until_ timestamptz; at_ timestamptz := heed_at();
    begin
        if not heed_reads(concern_folder) then return; end if;
        update folders_place p set until = at_ where p.folder_id = concern_folder and p.until is null and p.scheme_id not in (select heed_lies_in(concern_folder));
        insert into folders_place (id, folder_id, scheme_id, since) select gen_random_uuid(), concern_folder, s, at_ from heed_lies_in(concern_folder) s
            where not exists (select from folders_place p where p.folder_id = concern_folder and p.scheme_id = s and p.until is null);
        for h, hf in select distinct x.id, x.folder_id from concerns_placement p join households_household x on x.id = p.household_id where p.folder_id = concern_folder loop
            select case when bool_or(c.state <> 'closed') then null else coalesce(max(c.closed_at) + interval '1 year', at_) end into until_
                from concerns_placement p join concerns_concern c on c.id = p.concern_id where {open_place};
            update folders_folder f set circle_from = least(f.circle_from, at_), circle_until = until_ where f.id = hf;
            update folders_folder f set circle_until = until_ from concerns_placement p join concerns_concern c on c.id = p.concern_id
                where f.id = c.folder_id and c.state = 'closed' and {open_place};
            perform heed_keep_out(hf, k.colleague_id, k.why) from folders_access k where k.folder_id = concern_folder and k.effect = 'kept_out' and k.why in ('named', 'tie') and k.until is null;
            perform heed_keep_out(f, t, 'tie') from households_household x, heed_tied_to(array[x.home_id]) t, unnest(array[hf, concern_folder]) f where x.id = h;
        end loop;
    end $$;
    create or replace function heed_lies_in(concern_folder uuid) returns setof bigint language sql stable security definer set search_path = public, pg_temp as $$
        select distinct m.scheme_id from concerns_placement p join households_household x on x.id = p.household_id join households_home m on m.id = x.home_id
        where p.folder_id = concern_folder and p.undone_at is null and (x.ended_on is null or x.ended_on > heed_at()::date) $$;
    create or replace function heed_keep_out(folder uuid, who bigint, because text) returns void language sql security definer set search_path = public, pg_temp as $$
        insert into folders_access (id, folder_id, colleague_id, effect, why, since) select gen_random_uuid(), folder, who, 'kept_out', because, heed_at()
        where not exists (select from folders_access k where k.folder_id = folder and k.colleague_id = who and k.effect = 'kept_out' and k.until is null) $$;
    create or replace function heed_tie(who bigint, home bigint) returns void language sql security definer set search_path = public, pg_temp as $$
        select heed_keep_out(f, who, 'tie') from (
            select h.folder_id as f from households_household h where h.home_id = home and (h.ended_on is null or h.ended_on > heed_at()::date)
            union select p.folder_id from concerns_placement p join households_household h on h.id = p.household_id where h.home_id = home and p.undone_at is null
            union select r.folder_id from cases_reach r join households_household h on h.id = r.household_id where h.home_id = home and r.undone_at is null
            union select s.folder_id from domestic_abuse_safetyplan s join cases_reach r on r.folder_id = s.case_folder_id
                join households_household h on h.id = r.household_id where h.home_id = home and r.undone_at is null) known
        where who = heed_colleague() or heed_sees_all() $$;
    revoke execute on function heed_gather, heed_lies_in, heed_keep_out, heed_tie from public;
    grant execute on function heed_gather to {WEB}, {WORKER}; grant execute on function heed_tie to {WEB};
    """


def search_function() -> str:
    """Searching names and numbers behind the wall: a likeness operator is not leakproof, so under a policy its index would not be used.

    Parameters by number: a column of the same name would go before them, and everybody would be found."""
    return f"""
    create or replace function heed_people_like(folded text, digits text, most int) returns table(person uuid, likeness real)
    language sql stable security definer set search_path = public, pg_temp as $$
        select found.person_id, max(found.likeness)::real from (
            select n.person_id, n.folder_id, greatest(similarity(n.folded, $1), word_similarity($1, n.folded)) as likeness
              from households_name n where $1 <> '' and (n.folded % $1 or $1 <% n.folded)
            union all
            select p.person_id, p.folder_id, 1.0 from households_phone p where $2 <> '' and p.digits = $2 and p.superseded_at is null
        ) found
        where exists (select from folders_folder f where f.id = found.folder_id and {REACHED.format(t="f")})
        group by found.person_id order by 2 desc, 1 limit most $$;
    """


def register_functions() -> str:
    """Placing a concern: who lives where, by name, address and date of birth alone, for the group and the lead; never where they are kept out.
    `homes`: those whose address is like the words; `one` asks for one household. And giving an action to another."""
    there = "m.superseded_at is null and (m.until is null or m.until > heed_at()::date) and (m.since is null or m.since <= heed_at()::date)"
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
             where (heed_sees_all() or heed_in_circle()) and x.started_on <= heed_at()::date and (x.ended_on is null or x.ended_on > heed_at()::date)
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
