"""Who has this name, and who lives at this home? Asked behind the wall: a likeness operator is not leakproof, so under a policy its index
would not be used, and whoever places a concern or breaks the glass may not see the household yet."""

from heed.policies.cluster import WEB
from heed.policies.functions.folders import asker_is_out
from heed.policies.functions.function import Function
from heed.policies.reach import REACHED

STRICTLY, LOOSELY = 0.6, 0.3  # how alike a name must be: the best part of it, or, where few are found so, the whole of it
FEW = 10

THRESHOLD = "pg_trgm.word_similarity_threshold"
BY_NAME = (
    """select n.person_id, n.folder_id, word_similarity($1, n.folded) as likeness from households_name n where $1 <> '' and"""
)
BY_TELEPHONE = (
    "select p.person_id, p.folder_id, 1.0 from households_phone p where $2 <> '' and p.digits = $2 and p.superseded_at is null"
)
MAY_BE_SHOWN = f"""select found.person_id, found.folder_id, found.likeness from found
             where exists (select from folders_folder f where f.id = found.folder_id and {REACHED.format(t="f")})"""
LIVES_THERE = (
    "m.superseded_at is null and (m.until is null or m.until > heed_today()) and (m.since is null or m.since <= heed_today())"
)

FUNCTIONS = (
    # First who has all the words, then whose name is nearly so, and loosely only where the asker is left with few: loosely, a tenth of a
    # register is alike. Each step finds by its index alone and asks the wall before the limit, so that what is forbidden fills no place; the
    # next is taken only for want of more that may be shown. Somebody with two such names is answered twice, the best first.
    # (The likeness of a name's best part is never below that of the whole.) Parameters by number: a column of the same name would go before
    # them, and everybody would be found. The plan is kept: planning the wall anew costs more than most searches.
    Function(
        "heed_people_like(folded text, digits text, most int) returns table(person uuid, folder uuid, likeness real)",
        f"""#variable_conflict use_column
    declare many int; more int;
    begin
        perform set_config('{THRESHOLD}', '1', true);
        return query with found as materialized ({BY_NAME} $1 <% n.folded
            union all {BY_TELEPHONE}) {MAY_BE_SHOWN} limit $3;
        get diagnostics many = row_count;
        if many >= $3 then return; end if;
        perform set_config('{THRESHOLD}', '{STRICTLY}', true);
        return query with found as materialized ({BY_NAME} $1 <% n.folded) {MAY_BE_SHOWN} and found.likeness < 1 order by 3 desc, 1 limit $3 - many;
        get diagnostics more = row_count;
        if many + more >= {FEW} then return; end if;
        return query with found as materialized ({BY_NAME} n.folded % $1) {MAY_BE_SHOWN} and found.likeness < {STRICTLY}::real order by 3 desc, 1 limit $3 - many - more;
    end""",
        settings=f"set plan_cache_mode = force_generic_plan set {THRESHOLD} = {STRICTLY} set pg_trgm.similarity_threshold = {LOOSELY}",
        # The thresholds are known, and can be set, once a likeness was asked; what a function answers changes only when it is made anew.
        first="select similarity('', ''); drop function if exists heed_people_like(text, text, int);",
    ),
    # Placing a concern: who lives where, by name, address and date of birth alone, for the group and the lead; never where they are kept
    # out. `homes`: those whose address is like the words; `one` asks for one household.
    Function(
        "heed_register_like(folded text, digits text, homes bigint[], one uuid, most int)"
        " returns table(household uuid, address text, person text, born_on date, role text)",
        f"""with found as (
            select m.household_id as id, max(greatest(similarity(n.folded, $1), word_similarity($1, n.folded))) as likeness from households_name n
              join households_membership m on m.person_id = n.person_id and {LIVES_THERE} where $1 <> '' and (n.folded % $1 or $1 <% n.folded) group by 1
            union all select m.household_id, 1.0 from households_phone p join households_membership m on m.person_id = p.person_id and {LIVES_THERE}
             where $2 <> '' and p.digits = $2 and p.superseded_at is null
            union all select x.id, 1.0 - 0.001 * array_position($3, x.home_id) from households_household x where x.home_id = any($3)
            union all select $4, 1.0 where $4 is not null
        ), open as (
            select x.id, max(f.likeness) as likeness, concat_ws(', ', h.address, nullif(h.town, ''), h.postcode) as address
              from found f join households_household x on x.id = f.id join households_home h on h.id = x.home_id
             where (heed_sees_all() or heed_in_circle()) and x.started_on <= heed_today() and (x.ended_on is null or x.ended_on > heed_today())
               and not {asker_is_out("x.folder_id")}
             group by x.id, h.id order by 2 desc, 3, 1 limit most
        )
        select o.id, o.address, w.name, w.born_on, m.role from open o
          left join households_membership m on m.household_id = o.id and {LIVES_THERE} left join households_person w on w.id = m.person_id
         order by o.likeness desc, o.address, o.id, w.born_on nulls last, w.sort_key""",
        shared=(WEB,),
    ),
    # Only the id of who lives at a home now, for whoever is writing a report (it is placed by somebody who may not see the household)
    # or may break the glass.
    Function(
        "heed_living_at(home bigint) returns uuid",
        """select h.id from households_household h where h.home_id = home and h.started_on <= heed_today()
            and (h.ended_on is null or h.ended_on > heed_today()) and (heed_is_writing_something() or heed_may_break_glass()) order by h.started_on desc limit 1""",
    ),
    # The folder of whoever lives at a home now, for somebody about to break the glass (a let-in line comes with a reason and a review).
    # None for an empty home, and alike for somebody kept out: they get in nowhere and learn nothing.
    Function(
        "heed_folder_living_at(home bigint) returns uuid",
        f"""select h.folder_id from households_household h where heed_may_break_glass() and h.id = heed_living_at(home)
            and not {asker_is_out("h.folder_id")}""",
    ),
)
