"""What goes with a case and a safety plan: opening their folders, passing them on, keeping out whoever is tied to what they touch.

Whoever opens or passes on a case may not see who is kept out of what it touches, so the database looks, and answers yes or no only."""

from collections.abc import Iterable

from heed.cases.duties import BODIES
from heed.cases.opening import UNANSWERED
from heed.organisation.choices import Role
from heed.policies.cluster import WEB, WORKER
from heed.policies.functions.function import Function, in_force
from heed.policies.reach import ME, OF_THE_REPORTER, REACHED
from heed.policies.roles import Do, roles_that_may

OPENER_SEES = "14 days"  # whoever opened a case from a concern sees that it has arrived and is worked on (ours)


def _in(codes: Iterable[str]) -> str:
    return ", ".join(f"'{code}'" for code in codes)


FUNCTIONS = (
    # May this colleague answer for a case there? Asked before anybody does.
    Function(
        "heed_may_answer(who bigint, scheme bigint) returns boolean",
        f"""select exists (select from organisation_post p join organisation_colleague w on w.id = p.colleague_id, organisation_scheme s
            where s.id = scheme and p.colleague_id = who and {in_force("p")} and w.is_active and (w.left_at is null or w.left_at > heed_at())
              and (p.role = '{Role.MANAGER}' and p.scheme_id = s.id or p.role = '{Role.OPERATIONS}' and p.region_id = s.region_id or p.role = '{Role.LEAD}'))""",
        shared=(WEB, WORKER),
        keeps_its_plan=True,
    ),
    # May the asker open a case in this scheme?
    Function(
        "heed_may_open_case(scheme bigint) returns boolean",
        f"""select exists (select from organisation_post p, organisation_scheme s where s.id = scheme and p.colleague_id = heed_colleague() and {in_force("p")}
            and p.role in ({_in(roles_that_may(Do.OPEN_CASE))})
            and (p.role not in ('{Role.MANAGER}', '{Role.OPERATIONS}') or p.scheme_id = s.id or p.region_id = s.region_id))""",
        shared=(WEB,),
    ),
    # The asker's own list of cases, by what it is narrowed and sorted by: asked folder by folder, five hundred would cost as much as ten pages.
    # No word of any. `ended`: those that are closed, the latest first, so many from so far; otherwise all that are not.
    Function(
        "heed_caseload(ended boolean, skip integer, most integer) returns table(pk uuid, folder uuid, state text, risk text, entered_at timestamptz,"
        " closed_at timestamptz, mine boolean, due_at timestamptz, waits boolean, referred boolean, changed boolean, until timestamptz)",
        f"""select c.id, c.folder_id, c.state, c.risk, c.entered_at, c.closed_at, c.responsible_id = {ME}, k.due_at, coalesce(r.waits, false), r.waits is not null,
              exists (select from timeline_event e where e.folder_id = c.folder_id and e.by_id is distinct from {ME} and (n.at is null or e.recorded_at > n.at)),
              k.until
            from ((select o.* from cases_case o join folders_folder f on f.id = o.folder_id where not ended and o.state <> 'closed' and {REACHED.format(t="f")} limit most)
                  union all (select o.* from cases_case o join folders_folder f on f.id = o.folder_id where ended and o.state = 'closed' and {REACHED.format(t="f")}
                  order by o.closed_at desc, o.id offset skip limit most)) c
            left join cases_seeing n on n.case_id = c.id and n.colleague_id = {ME}
            left join lateral (select min(o.due_at) as due_at, min(o.due_at) filter (where o.rule = 'holding_area') as until from deadlines_clock o where o.folder_id = c.folder_id and o.met_at is null and o.paused_at is null
                  and o.rule not in {OF_THE_REPORTER}) k on true
            left join lateral (select bool_or(o.state in ('sent', 'acknowledged')) as waits from cases_referral o
                  where o.folder_id = c.folder_id and o.state <> 'withdrawn') r on true""",
        shared=(WEB,),
    ),
    # Whether somebody is kept out, for the functions here: whoever asks may not open the folder.
    Function(
        "heed_keeps_out(folder uuid, who bigint) returns boolean",
        """select exists (select from folders_access k where k.folder_id = folder and k.colleague_id = who and k.effect = 'kept_out'
            and k.since <= heed_at() and (k.until is null or k.until > heed_at()))""",
        shared=(),
    ),
    # Everybody who is kept out of it, for whoever may open it: a lesson that leaves it is not for them.
    Function(
        "heed_all_kept_out(folder uuid) returns bigint[]",
        f"""select coalesce(array_agg(distinct k.colleague_id), '{{}}') from folders_access k
            where k.folder_id = folder and k.effect = 'kept_out' and {in_force("k")} and heed_reads(folder)""",
        shared=(WEB,),
    ),
    # A case's folder, with its lines, all at once: whoever opens it need not be whoever answers for it.
    Function(
        "heed_open_case(folder uuid, scheme bigint, responsible bigint) returns boolean",
        f"""begin
        if not heed_may_open_case(scheme) or not heed_may_answer(responsible, scheme) then return false; end if;
        insert into folders_folder (id, realm, kind, sensitive, opened_at) values (folder, 'safeguarding', 'case', false, heed_at());
        insert into folders_place (id, folder_id, scheme_id, since) values (gen_random_uuid(), folder, scheme, heed_at());
        insert into folders_access (id, folder_id, colleague_id, effect, why, since) values (gen_random_uuid(), folder, responsible, 'let_in', 'owner', heed_at());
        if responsible <> heed_colleague() then
            insert into folders_access (id, folder_id, colleague_id, effect, why, since, until)
            values (gen_random_uuid(), folder, heed_colleague(), 'let_in', 'opened', heed_at(), heed_at() + interval '{OPENER_SEES}');
        end if;
        return true;
    end""",
        writes=True,
        shared=(WEB,),
    ),
    # A safety plan's folder: its maker's and the Responsible Line Manager's, and nobody's by a post but the lead's.
    Function(
        "heed_open_plan(folder uuid, case_folder uuid) returns boolean",
        f"""begin
        if not heed_reads(case_folder) or not exists (select from organisation_post p where p.colleague_id = heed_colleague() and {in_force("p")}
            and p.role in ({_in(roles_that_may(Do.SAFETY_PLAN))})) then return false; end if;
        insert into folders_folder (id, realm, kind, sensitive, opened_at) values (folder, 'safeguarding', 'plan', true, heed_at());
        insert into folders_access (id, folder_id, colleague_id, effect, why, since, until)
            select gen_random_uuid(), folder, who, 'let_in', 'owner', heed_at(),
                case when who is distinct from (select c.responsible_id from cases_case c where c.folder_id = case_folder) then
                    (select max(k.until) from folders_access k where k.folder_id = case_folder and k.colleague_id = who and k.effect = 'let_in' and {in_force("k")}
                        and k.why in ('grant', 'meeting', 'countersign') having bool_and(k.until is not null)) end
            from (select heed_colleague() as who union select c.responsible_id from cases_case c where c.folder_id = case_folder) people;
        insert into folders_access (id, folder_id, colleague_id, effect, why, since)
            select gen_random_uuid(), folder, k.colleague_id, 'kept_out', k.why, heed_at() from folders_access k
            where k.folder_id = case_folder and k.effect = 'kept_out' and k.until is null;
        return true;
    end""",
        writes=True,
        shared=(WEB,),
    ),
    # What a case touches: whoever is kept out of that is kept out of the case and of its safety plan.
    Function(
        "heed_gather_case(case_folder uuid) returns void",
        "begin if heed_reads(case_folder) then perform heed_gather_behind(case_folder); end if; end",
        writes=True,
        shared=(WEB,),
    ),
    # The same for the functions here: whoever places a concern or is named in it need not read the cases that it feeds.
    Function(
        "heed_gather_behind(case_folder uuid) returns void",
        """begin
        perform heed_keep_out(case_folder, o.colleague_id, o.why) from (
            select distinct on (k.colleague_id) k.colleague_id, k.why from folders_access k
            where k.effect = 'kept_out' and k.why in ('named', 'tie') and k.until is null and k.folder_id in (
                select f.concern_folder_id from concerns_feed f where f.folder_id = case_folder and f.undone_at is null
                union select h.folder_id from cases_reach r join households_household h on h.id = r.household_id where r.folder_id = case_folder and r.undone_at is null)) o;
        perform heed_keep_out(case_folder, t, 'tie') from (select h.home_id from cases_reach r join households_household h on h.id = r.household_id
            where r.folder_id = case_folder and r.undone_at is null
            union select h.home_id from cases_someone o join households_membership w on w.person_id = o.person_id and w.superseded_at is null
                and (w.until is null or w.until > heed_today()) join households_household h on h.id = w.household_id
            where o.folder_id = case_folder and o.superseded_at is null) m, heed_tied_to(array[m.home_id]) t;
        perform heed_keep_out(s.folder_id, k.colleague_id, k.why) from domestic_abuse_safetyplan s join folders_access k on k.folder_id = case_folder
            where s.case_folder_id = case_folder and k.effect = 'kept_out' and k.until is null;
    end""",
        writes=True,
        shared=(),
    ),
    # Who answers for a case reads what feeds it, until another answers or it feeds it no more; unless another case of theirs is fed by it.
    Function(
        "heed_let_go(concern_folder uuid, who bigint, of_case uuid) returns void",
        """update folders_access k set until = heed_at() where k.folder_id = concern_folder and k.colleague_id = who and k.why = 'owner' and k.effect = 'let_in'
            and k.until is null and not exists (select from concerns_feed f join cases_case c on c.id = f.case_id
                where f.concern_folder_id = concern_folder and f.undone_at is null and c.responsible_id = who and c.folder_id <> of_case)""",
        writes=True,
        shared=(),
    ),
    # Another answers for it: their lines, where it lies, the concerns that feed it, and that nobody answered for it.
    Function(
        "heed_pass_behind(case_folder uuid, who bigint, scheme bigint) returns void",
        f"""declare was bigint := (select c.responsible_id from cases_case c where c.folder_id = case_folder);
    begin
        update folders_access k set until = heed_at() where k.why = 'owner' and k.effect = 'let_in' and k.until is null
            and (k.folder_id = case_folder or k.folder_id in (select s.folder_id from domestic_abuse_safetyplan s where s.case_folder_id = case_folder))
            and k.colleague_id = was;
        perform heed_let_go(f.concern_folder_id, was, case_folder) from concerns_feed f where f.folder_id = case_folder and f.undone_at is null;
        insert into folders_access (id, folder_id, colleague_id, effect, why, since) select gen_random_uuid(), f, who, 'let_in', 'owner', heed_at()
            from (select case_folder as f union select s.folder_id from domestic_abuse_safetyplan s where s.case_folder_id = case_folder and s.ended_at is null) all_
            where not heed_keeps_out(f, who);
        insert into folders_access (id, folder_id, colleague_id, effect, why, since) select gen_random_uuid(), f.concern_folder_id, who, 'let_in', 'owner', heed_at()
            from concerns_feed f where f.folder_id = case_folder and f.undone_at is null and not heed_keeps_out(f.concern_folder_id, who);
        update folders_place p set until = heed_at() where p.folder_id = case_folder and p.until is null and p.scheme_id <> scheme;
        insert into folders_place (id, folder_id, scheme_id, since) select gen_random_uuid(), case_folder, scheme, heed_at()
            where not exists (select from folders_place p where p.folder_id = case_folder and p.scheme_id = scheme and p.until is null);
        update deadlines_clock k set owner_id = who where k.met_at is null and k.owner_id is distinct from who
            and k.folder_id in (select s.folder_id from domestic_abuse_safetyplan s where s.case_folder_id = case_folder and s.ended_at is null);
        update deadlines_clock k set met_at = heed_at(), met_by_id = heed_colleague(), outcome = 'done', next_at = null
            where k.folder_id = case_folder and k.rule = '{UNANSWERED}' and k.met_at is null;
    end""",
        writes=True,
        shared=(),
    ),
    Function(
        "heed_pass_case(case_folder uuid, who bigint, scheme bigint) returns boolean",
        """begin
        if not heed_reads(case_folder) or heed_keeps_out(case_folder, who) or not heed_may_answer(who, scheme) then return false; end if;
        perform heed_pass_behind(case_folder, who, scheme);
        return true;
    end""",
        writes=True,
        shared=(WEB,),
    ),
    # The cases of somebody who has left go to whoever takes over, where they may answer for them: for the job, which may not read why.
    Function(
        "heed_hand_on_cases(leaver bigint, successor bigint, asked_by bigint) returns setof uuid",
        """declare one record;
    begin
        for one in select c.id, c.folder_id, c.scheme_id from cases_case c where c.responsible_id = leaver and c.state <> 'closed'
                and heed_may_answer(successor, c.scheme_id) and not heed_keeps_out(c.folder_id, successor) loop
            perform heed_pass_behind(one.folder_id, successor, one.scheme_id);
            update cases_responsibility r set until = heed_at() where r.case_id = one.id and r.until is null;
            insert into cases_responsibility (id, folder_id, case_id, colleague_id, scheme_id, since, by_id)
                values (gen_random_uuid(), one.folder_id, one.id, successor, one.scheme_id, heed_at(), asked_by);
            update cases_case c set responsible_id = successor where c.id = one.id;
            return next one.folder_id;
        end loop;
    end""",
        writes=True,
        shared=(WORKER,),
    ),
    # A concern feeds a case: whoever answers for the case may read the concern.
    Function(
        "heed_feed_case(case_folder uuid, concern_folder uuid) returns boolean",
        """declare answers bigint := (select c.responsible_id from cases_case c where c.folder_id = case_folder);
    begin
        if not heed_reads(case_folder) or not heed_reads(concern_folder) or heed_keeps_out(concern_folder, answers) then return false; end if;
        insert into folders_access (id, folder_id, colleague_id, effect, why, since) select gen_random_uuid(), concern_folder, answers, 'let_in', 'owner', heed_at()
            where not exists (select from folders_access k where k.folder_id = concern_folder and k.colleague_id = answers and k.effect = 'let_in' and k.until is null);
        return true;
    end""",
        writes=True,
        shared=(WEB,),
    ),
    # What the concern owed is owed by the case it feeds (of several the latest), also where whoever decides may not see that case. Telling
    # once tells of all that runs there: the first to be due stands, the others end.
    Function(
        "heed_move_clock(concern_folder uuid, code text) returns void",
        """declare answers bigint; goes_to uuid;
    begin
        if not heed_reads(concern_folder) then return; end if;
        select c.folder_id, c.responsible_id into goes_to, answers from concerns_feed f join cases_case c on c.id = f.case_id
            where f.concern_folder_id = concern_folder and f.undone_at is null and c.state <> 'closed' order by f.at desc, f.id limit 1;
        update deadlines_clock k set folder_id = goes_to, holds_id = goes_to, owner_id = answers
            where k.folder_id = concern_folder and k.rule = code and k.met_at is null and goes_to is not null;
        update deadlines_clock k set met_at = heed_at(), met_by_id = heed_colleague(), outcome = 'handed_on', next_at = null
            where k.folder_id = goes_to and k.rule = code and k.met_at is null and exists (select from deadlines_clock e
                where e.folder_id = goes_to and e.rule = code and e.met_at is null and (e.due_at, e.id) < (k.due_at, k.id));
    end""",
        writes=True,
        shared=(WEB,),
    ),
    # It never belonged there: whoever answers for the case lets go of the concern; what the concern owed goes back to it, and what the case
    # owes by itself or by others, and had ended because the concern's came first, runs again.
    Function(
        "heed_undo_feed(case_folder uuid, concern_folder uuid) returns boolean",
        f"""declare what uuid := (select c.id from concerns_concern c where c.folder_id = concern_folder);
            answers bigint := (select c.responsible_id from cases_case c where c.folder_id = case_folder); rule_ text; back uuid;
    begin
        if not heed_reads(case_folder) or not heed_answers() or not exists (select from concerns_feed f where f.folder_id = case_folder
            and f.concern_folder_id = concern_folder and f.undone_at = heed_at()) then return false; end if;
        perform heed_let_go(concern_folder, answers, case_folder);
        update deadlines_clock k set folder_id = concern_folder, holds_id = concern_folder, owner_id = null, met_at = null, met_by_id = null, outcome = '',
                next_at = coalesce(k.next_at, heed_at())
            where k.folder_id = case_folder and k.about = what and k.rule in ({_in(BODIES)}) and (k.met_at is null or k.outcome = 'handed_on');
        perform heed_owe_to_manager(concern_folder);
        foreach rule_ in array array[{_in(BODIES)}] loop
            select k.id into back from deadlines_clock k where k.folder_id = case_folder and k.rule = rule_ and k.outcome = 'handed_on'
                and not exists (select from deadlines_clock o where o.folder_id = case_folder and o.rule = rule_ and (o.met_at is null or o.outcome = 'done' and o.met_at >= k.met_at))
                order by k.due_at, k.id limit 1;
            update deadlines_clock k set met_at = null, met_by_id = null, outcome = '', next_at = heed_at(), owner_id = answers where k.id = back;
        end loop;
        return true;
    end""",
        writes=True,
        shared=(WEB,),
    ),
)
