"""What do a concern's sending and placements bring about?

Its schemes' managers see it. The group sees its households, with all their concerns, while one of them is open and for a year after.
Whoever is named in it or tied to those homes is kept out of both, and of the concern also whoever is tied to the home of somebody
confirmed in it."""

from heed.folders.choices import CIRCLE_KEEPS, FolderKind, Why
from heed.policies.cluster import FEED, WEB, WORKER
from heed.policies.functions.function import Function, in_force

OF_A_HOUSEHOLD = "p.undone_at is null and p.household_id = h"  # a concern's placement that stands
# Lines of a household that its concerns get too.
BROUGHT_ALONG = f"effect = 'let_in' and {{k}}.why in ('{Why.GRANT}', '{Why.BREAK_GLASS}') and {{k}}.since <= heed_at() and {{k}}.until > heed_at()"

FUNCTIONS = (
    # Who is tied to these homes, so that they can be kept out before they could see anything.
    Function(
        "heed_tied_to(homes bigint[]) returns setof bigint",
        f"select t.colleague_id from households_tie t where t.home_id = any(homes) and {in_force('t')}",
        shared=(WORKER, FEED),
    ),
    # The homes of those confirmed in a concern, wherever it is placed.
    Function(
        "heed_homes_in(concern_folder uuid) returns setof bigint",
        """select distinct x.home_id from concerns_involved i join households_person w on w.id = i.person_id join households_household x on x.folder_id = w.folder_id
            where i.folder_id = concern_folder and i.superseded_at is null""",
        shared=(),
    ),
    # The schemes of the households it is placed with, as long as somebody lives there.
    Function(
        "heed_lies_in(concern_folder uuid) returns setof bigint",
        """select distinct m.scheme_id from concerns_placement p join households_household x on x.id = p.household_id join households_home m on m.id = x.home_id
            where p.folder_id = concern_folder and p.undone_at is null and (x.ended_on is null or x.ended_on > heed_today())""",
        shared=(),
    ),
    Function(
        "heed_keep_out(folder uuid, who bigint, because text) returns void",
        """insert into folders_access (id, folder_id, colleague_id, effect, why, since) select gen_random_uuid(), folder, who, 'kept_out', because, heed_at()
            where not exists (select from folders_access k where k.folder_id = folder and k.colleague_id = who and k.effect = 'kept_out' and k.until is null)""",
        shared=(),
        writes=True,
    ),
    # Whoever is let into a household, by name or by broken glass, sees its screen whole: the concerns placed there get the same lines, and
    # lose them.
    Function(
        "heed_bring_along(concern_folder uuid) returns void",
        f"""with due as (select distinct k.colleague_id, k.why, k.until, k.by_id from concerns_placement p join folders_folder f on f.id = p.folder_id and not f.sensitive
                join households_household h on h.id = p.household_id join folders_access k on k.folder_id = h.folder_id
            where p.folder_id = concern_folder and p.undone_at is null and k.{BROUGHT_ALONG.format(k="k")}),
        over as (update folders_access c set until = heed_at() where c.folder_id = concern_folder and c.{BROUGHT_ALONG.format(k="c")}
                and not exists (select from due d where (d.colleague_id, d.why, d.until) = (c.colleague_id, c.why, c.until)))
        insert into folders_access (id, folder_id, colleague_id, effect, why, since, until, by_id)
            select gen_random_uuid(), concern_folder, d.colleague_id, 'let_in', d.why, heed_at(), d.until, d.by_id from due d
            where not exists (select from folders_access c where c.folder_id = concern_folder and c.effect = 'let_in' and (c.colleague_id, c.why, c.until) = (d.colleague_id, d.why, d.until))""",
        shared=(),
        writes=True,
    ),
    # The same from the household's side, for all that is placed there.
    Function(
        "heed_let_along(household_folder uuid) returns void",
        """select heed_bring_along(c) from (select distinct p.folder_id as c from concerns_placement p join households_household h on h.id = p.household_id where h.folder_id = household_folder) placed""",
        shared=(WEB,),
        writes=True,
    ),
    # All of it, in one place, whenever a placement, a state or somebody's identity has changed.
    Function(
        "heed_gather(concern_folder uuid) returns void",
        f"""declare h uuid; hf uuid; until_ timestamptz; at_ timestamptz := heed_at();
    begin
        if not heed_reads(concern_folder) then return; end if;
        update folders_place p set until = at_ where p.folder_id = concern_folder and p.until is null and p.scheme_id not in (select heed_lies_in(concern_folder));
        insert into folders_place (id, folder_id, scheme_id, since) select gen_random_uuid(), concern_folder, s, at_ from heed_lies_in(concern_folder) s
            where not exists (select from folders_place p where p.folder_id = concern_folder and p.scheme_id = s and p.until is null);
        perform heed_bring_along(concern_folder);
        for h, hf in select distinct x.id, x.folder_id from concerns_placement p join households_household x on x.id = p.household_id where p.folder_id = concern_folder loop
            select case when bool_or(c.state <> 'closed') then null else coalesce(max(c.closed_at) + interval '{CIRCLE_KEEPS.days} days', at_) end into until_
                from concerns_placement p join concerns_concern c on c.id = p.concern_id where {OF_A_HOUSEHOLD};
            update folders_folder f set circle_from = least(f.circle_from, at_), circle_until = until_ where f.id = hf;
            update folders_folder f set circle_until = until_ from concerns_placement p join concerns_concern c on c.id = p.concern_id
                where f.id = c.folder_id and c.state = 'closed' and {OF_A_HOUSEHOLD};
            perform heed_keep_out(hf, k.colleague_id, k.why) from folders_access k where k.folder_id = concern_folder and k.effect = 'kept_out' and k.why in ('named', 'tie') and k.until is null;
            perform heed_keep_out(f, t, 'tie') from households_household x, heed_tied_to(array[x.home_id]) t, unnest(array[hf, concern_folder]) f where x.id = h;
        end loop;
        perform heed_keep_out(concern_folder, t, 'tie') from heed_homes_in(concern_folder) m, heed_tied_to(array[m]) t;
        perform heed_owe_to_manager(concern_folder);
        perform heed_gather_behind(c) from (
            select f.folder_id as c from concerns_feed f where f.concern_folder_id = concern_folder and f.undone_at is null
            union select r.folder_id from cases_reach r join concerns_placement p on p.household_id = r.household_id
                where p.folder_id = concern_folder and p.undone_at is null and r.undone_at is null) touched;
    end""",
        writes=True,
    ),
    # Sending, for its author alone, once: the group sees the report, colleagues its author named and whoever they line-manage do not, it is
    # gathered, and its author's own line ends.
    Function(
        "heed_hand_over(concern_folder uuid, named bigint[]) returns void",
        f"""begin
        if not heed_is_writing(concern_folder) or not exists (select from concerns_concern c where c.folder_id = concern_folder) then
            raise insufficient_privilege using message = 'only its author hands a report over, and once';
        end if;
        update folders_folder f set kind = '{FolderKind.CONCERN}', circle_from = heed_at() where f.id = concern_folder;
        perform heed_keep_out(concern_folder, c.id, '{Why.NAMED}') from organisation_colleague c where c.id = any(named) or c.line_manager_id = any(named);
        perform heed_gather(concern_folder);
        update folders_access k set until = heed_at() where k.folder_id = concern_folder
            and k.why = '{Why.WRITES}' and {in_force("k")};
    end""",
        shared=(WEB,),
        writes=True,
    ),
    # Cases that touch a home: by reaching it, by a concern from there that feeds them, by somebody in them who lives there.
    Function(
        "heed_cases_at(home bigint) returns table(f uuid)",
        """select r.folder_id from cases_reach r join households_household h on h.id = r.household_id where h.home_id = home and r.undone_at is null
            union select f.folder_id from concerns_feed f join concerns_placement p on p.folder_id = f.concern_folder_id and p.undone_at is null
                join households_household h on h.id = p.household_id where h.home_id = home and f.undone_at is null
            union select o.folder_id from cases_someone o join households_membership w on w.person_id = o.person_id and w.superseded_at is null
                and (w.until is null or w.until > heed_today()) join households_household h on h.id = w.household_id
                where h.home_id = home and o.superseded_at is null""",
        shared=(),
    ),
    # A colleague's tie to a home, said by themselves or the lead: out of all that is known there already.
    Function(
        "heed_tie(who bigint, home bigint) returns void",
        """select heed_keep_out(f, who, 'tie') from (
            select h.folder_id as f from households_household h where h.home_id = home and (h.ended_on is null or h.ended_on > heed_today())
            union select p.folder_id from concerns_placement p join households_household h on h.id = p.household_id where h.home_id = home and p.undone_at is null
            union select i.folder_id from concerns_involved i where i.person_id is not null and i.superseded_at is null and home in (select heed_homes_in(i.folder_id))
            union select c.f from heed_cases_at(home) c
            union select s.folder_id from domestic_abuse_safetyplan s where s.case_folder_id in (select c.f from heed_cases_at(home) c)) known
        where who = heed_colleague() or heed_sees_all()""",
        shared=(WEB,),
        writes=True,
    ),
)
