"""What could put somebody in danger if this leaves? Judged over every concern and case, open or not, and over everybody who is the same
human being: judged on what the asker may see, it would pass wrongly. A hidden address alone is for those who may read it."""

from heed.policies.cluster import WEB
from heed.policies.functions.function import Function

FUNCTIONS = (
    # What could put these people in danger if something about them leaves (B24).
    Function(
        "heed_leaving(people uuid[]) returns table(person uuid, hazard text)",
        """with asked as (select unnest(people) as id),
        same as (
            select a.id as asked, a.id as id from asked a
            union select a.id, case when s.one_id = a.id then s.other_id else s.one_id end from asked a join households_sameperson s on a.id in (s.one_id, s.other_id) and s.undone_at is null
        ),
        parts as not materialized (
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
        lives as not materialized (
            select m.person_id as id, m.household_id, m.role from households_membership m
             where m.superseded_at is null and (m.until is null or m.until > heed_today()) and (m.since is null or m.since <= heed_today())
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
            union all
            -- Whoever may not read it has nothing to leave out, and does not learn from a paper that she has moved.
            select s.asked, 'hidden_address' from same s join households_newaddress h on h.person_id = s.id and h.superseded_at is null and heed_reads(h.folder_id)
        ) found""",
        shared=(WEB,),
    ),
)
