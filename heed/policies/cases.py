"""Functions behind the wall for cases and safety plans: opening their folders, passing them on, keeping out whoever is tied to them.

Whoever opens or passes on a case may not see who is kept out of what it touches, so the database looks, and answers yes or no only."""

from heed.organisation.choices import Role
from heed.policies.cluster import WEB
from heed.policies.roles import Do, roles_that_may

ANSWERS = (Role.MANAGER, Role.OPERATIONS, Role.LEAD)  # who may answer for a case: over its scheme, over its region, or the lead
OPENER_SEES = "14 days"  # whoever opened a case from a concern sees that it has arrived and is worked on (ours)


def _in(roles: list[Role]) -> str:
    return ", ".join(f"'{role}'" for role in roles)


def case_functions() -> str:
    """SQL for the definer, written afresh by `walls.build`."""
    held = "p.since <= heed_at() and (p.until is null or p.until > heed_at())"
    begin = "language plpgsql security definer set search_path = public, pg_temp"
    return f"""
    create or replace function heed_may_answer(who bigint, scheme bigint) returns boolean language sql stable security definer set search_path = public, pg_temp as $$
        select exists (select from organisation_post p join organisation_colleague w on w.id = p.colleague_id, organisation_scheme s
            where s.id = scheme and p.colleague_id = who and {held} and w.is_active and (w.left_at is null or w.left_at > heed_at())
              and (p.role = '{Role.MANAGER}' and p.scheme_id = s.id or p.role = '{Role.OPERATIONS}' and p.region_id = s.region_id or p.role = '{Role.LEAD}')) $$;
    create or replace function heed_may_open_case(scheme bigint) returns boolean language sql stable security definer set search_path = public, pg_temp as $$
        select exists (select from organisation_post p, organisation_scheme s where s.id = scheme and p.colleague_id = heed_colleague() and {held}
            and p.role in ({_in(roles_that_may(Do.OPEN_CASE))})
            and (p.role not in ('{Role.MANAGER}', '{Role.OPERATIONS}') or p.scheme_id = s.id or p.region_id = s.region_id)) $$;
    create or replace function heed_keeps_out(folder uuid, who bigint) returns boolean language sql stable security definer set search_path = public, pg_temp as $$
        select exists (select from folders_access k where k.folder_id = folder and k.colleague_id = who and k.effect = 'kept_out'
            and k.since <= heed_at() and (k.until is null or k.until > heed_at())) $$;
    create or replace function heed_open_case(folder uuid, scheme bigint, responsible bigint) returns boolean {begin} as $$
    begin
        if not heed_may_open_case(scheme) or not heed_may_answer(responsible, scheme) then return false; end if;
        insert into folders_folder (id, realm, kind, sensitive, opened_at) values (folder, 'safeguarding', 'case', false, heed_at());
        insert into folders_place (id, folder_id, scheme_id, since) values (gen_random_uuid(), folder, scheme, heed_at());
        insert into folders_access (id, folder_id, colleague_id, effect, why, since) values (gen_random_uuid(), folder, responsible, 'let_in', 'owner', heed_at());
        if responsible <> heed_colleague() then
            insert into folders_access (id, folder_id, colleague_id, effect, why, since, until)
            values (gen_random_uuid(), folder, heed_colleague(), 'let_in', 'opened', heed_at(), heed_at() + interval '{OPENER_SEES}');
        end if;
        return true;
    end $$;
    create or replace function heed_open_plan(folder uuid, case_folder uuid) returns boolean {begin} as $$
    begin
        if not heed_reads(case_folder) or not exists (select from organisation_post p where p.colleague_id = heed_colleague() and {held}
            and p.role in ({_in(roles_that_may(Do.SAFETY_PLAN))})) then return false; end if;
        insert into folders_folder (id, realm, kind, sensitive, opened_at) values (folder, 'safeguarding', 'plan', true, heed_at());
        insert into folders_access (id, folder_id, colleague_id, effect, why, since)
            select gen_random_uuid(), folder, who, 'let_in', 'owner', heed_at()
            from (select heed_colleague() as who union select c.responsible_id from cases_case c where c.folder_id = case_folder) people;
        insert into folders_access (id, folder_id, colleague_id, effect, why, since)
            select gen_random_uuid(), folder, k.colleague_id, 'kept_out', k.why, heed_at() from folders_access k
            where k.folder_id = case_folder and k.effect = 'kept_out' and k.until is null;
        return true;
    end $$;
    create or replace function heed_gather_case(case_folder uuid) returns void {begin} as $$
    begin
        if not heed_reads(case_folder) then return; end if;
        perform heed_keep_out(case_folder, o.colleague_id, o.why) from (
            select distinct on (k.colleague_id) k.colleague_id, k.why from folders_access k
            where k.effect = 'kept_out' and k.why in ('named', 'tie') and k.until is null and k.folder_id in (
                select f.concern_folder_id from concerns_feed f where f.folder_id = case_folder and f.undone_at is null
                union select h.folder_id from cases_reach r join households_household h on h.id = r.household_id where r.folder_id = case_folder and r.undone_at is null)) o;
        perform heed_keep_out(case_folder, t, 'tie') from (select distinct h.home_id from cases_reach r join households_household h on h.id = r.household_id
            where r.folder_id = case_folder and r.undone_at is null) m, heed_tied_to(array[m.home_id]) t;
        perform heed_keep_out(s.folder_id, k.colleague_id, k.why) from domestic_abuse_safetyplan s join folders_access k on k.folder_id = case_folder
            where s.case_folder_id = case_folder and k.effect = 'kept_out' and k.until is null;
    end $$;
    create or replace function heed_pass_case(case_folder uuid, who bigint, scheme bigint) returns boolean {begin} as $$
    begin
        if not heed_reads(case_folder) or heed_keeps_out(case_folder, who) or not heed_may_answer(who, scheme) then return false; end if;
        update folders_access k set until = heed_at() where k.why = 'owner' and k.effect = 'let_in' and k.until is null
            and (k.folder_id = case_folder or k.folder_id in (select s.folder_id from domestic_abuse_safetyplan s where s.case_folder_id = case_folder))
            and k.colleague_id = (select c.responsible_id from cases_case c where c.folder_id = case_folder);
        insert into folders_access (id, folder_id, colleague_id, effect, why, since) select gen_random_uuid(), f, who, 'let_in', 'owner', heed_at()
            from (select case_folder as f union select s.folder_id from domestic_abuse_safetyplan s where s.case_folder_id = case_folder and s.ended_at is null) all_;
        insert into folders_access (id, folder_id, colleague_id, effect, why, since) select gen_random_uuid(), f.concern_folder_id, who, 'let_in', 'owner', heed_at()
            from concerns_feed f where f.folder_id = case_folder and f.undone_at is null and not heed_keeps_out(f.concern_folder_id, who);
        update folders_place p set until = heed_at() where p.folder_id = case_folder and p.until is null and p.scheme_id <> scheme;
        insert into folders_place (id, folder_id, scheme_id, since) select gen_random_uuid(), case_folder, scheme, heed_at()
            where not exists (select from folders_place p where p.folder_id = case_folder and p.scheme_id = scheme and p.until is null);
        return true;
    end $$;
    create or replace function heed_feed_case(case_folder uuid, concern_folder uuid) returns boolean {begin} as $$
    declare answers bigint := (select c.responsible_id from cases_case c where c.folder_id = case_folder);
    begin
        if not heed_reads(case_folder) or not heed_reads(concern_folder) or heed_keeps_out(concern_folder, answers) then return false; end if;
        insert into folders_access (id, folder_id, colleague_id, effect, why, since) select gen_random_uuid(), concern_folder, answers, 'let_in', 'owner', heed_at()
            where not exists (select from folders_access k where k.folder_id = concern_folder and k.colleague_id = answers and k.effect = 'let_in' and k.until is null);
        return true;
    end $$;
    create or replace function heed_move_clock(concern_folder uuid, code text, case_folder uuid) returns void language sql security definer set search_path = public, pg_temp as $$
        update deadlines_clock k set folder_id = case_folder, holds_id = case_folder, owner_id = c.responsible_id
            from cases_case c join concerns_feed f on f.folder_id = c.folder_id and f.undone_at is null
            where c.folder_id = case_folder and f.concern_folder_id = concern_folder and k.folder_id = concern_folder and k.rule = code and k.met_at is null
            and heed_reads(case_folder) and heed_reads(concern_folder) $$;
    revoke execute on function heed_move_clock, heed_may_answer, heed_may_open_case, heed_keeps_out, heed_open_case, heed_open_plan, heed_gather_case, heed_pass_case, heed_feed_case from public;
    grant execute on function heed_move_clock, heed_may_answer, heed_may_open_case, heed_open_case, heed_open_plan, heed_gather_case, heed_pass_case, heed_feed_case to {WEB};
    """


def leaving_function() -> str:
    """Judged over every concern and case, open or not, and over everyone who is the same human being."""
    return f"""
    create or replace function heed_leaving(people uuid[]) returns table(person uuid, hazard text) language sql stable security definer set search_path = public, pg_temp as $$
        with asked as (select unnest(people) as id),
        same as (
            select a.id as asked, a.id as id from asked a
            union select a.id, case when s.one_id = a.id then s.other_id else s.one_id end from asked a join households_sameperson s on a.id in (s.one_id, s.other_id) and s.undone_at is null
        ),
        parts as (
            select i.person_id as id, i.concern_id as thing, i.part from concerns_involved i where i.person_id is not null and i.superseded_at is null
            union all select s.person_id, s.case_id, s.part from cases_someone s where s.person_id is not null and s.superseded_at is null
        ),
        feared as (
            select distinct s.asked, other.id as id from same s join parts mine on mine.id = s.id and mine.part in ('victim', 'child', 'both')
              join parts other on other.thing = mine.thing and other.part in ('perpetrator', 'both') and other.id <> s.id
        ),
        fearedas as (
            select f.asked, f.id from feared f union select f.asked, case when s.one_id = f.id then s.other_id else s.one_id end
              from feared f join households_sameperson s on f.id in (s.one_id, s.other_id) and s.undone_at is null
        ),
        lives as (
            select m.person_id as id, m.household_id, m.role from households_membership m
             where m.superseded_at is null and (m.until is null or m.until > heed_at()::date) and (m.since is null or m.since <= heed_at()::date)
        )
        select distinct * from (
            select s.asked, 'lives_together' from same s join lives a on a.id = s.id join fearedas f on f.asked = s.asked join lives b on b.id = f.id and b.household_id = a.household_id
            union all
            select s.asked, 'tenant_there' from same s join lives a on a.id = s.id join fearedas f on f.asked = s.asked
              join lives b on b.id = f.id and b.household_id = a.household_id and b.role in ('tenant', 'joint_tenant')
            union all
            select s.asked, 'shared_phone' from same s join households_phone a on a.person_id = s.id and a.superseded_at is null
              join fearedas f on f.asked = s.asked join households_phone b on b.person_id = f.id and b.digits = a.digits and b.superseded_at is null
            union all
            select s.asked, 'about_perpetrator' from same s join parts p on p.id = s.id and p.part in ('perpetrator', 'both')
            union all
            select s.asked, never.hazard from same s join households_safecontact c on c.person_id = s.id and c.superseded_at is null,
              lateral (values ('no_call', c.no_call), ('no_message', c.no_message), ('no_text', c.no_text), ('no_letter', c.no_letter), ('no_email', c.no_email)) never(hazard, said)
             where never.said
        ) found $$;
    revoke execute on function heed_leaving from public;
    grant execute on function heed_leaving to {WEB};
    """
