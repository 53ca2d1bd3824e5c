"""Who has this name, and who lives at this home? Asked behind the wall: a likeness operator is not leakproof, so under a policy its index
would not be used, and whoever places a concern or breaks the glass may not see the household yet.

A name or an address is found by its words, and what was typed is first compared with the words there are (`households_word`): a register of
half a million has some ten thousand, so that a misspelt name costs hardly more there than in a small one."""

from heed.policies.cluster import OWNER, WEB
from heed.policies.functions.folders import asker_is_out
from heed.policies.functions.function import Function
from heed.policies.reach import REACHED

STRICTLY = 0.6  # how alike the best part of a name must be to be shown however many are
FEW = 10
# A word is alike that has many letters in a row in common, or is one letter off, or begins so, or sounds so and is nearly spelt so.
ALIKE, SPELLINGS = 0.4, 20

WORDS = "array_to_tsvector(string_to_array({row}.folded, ' '))"  # as the indexes have it
NAMED = WORDS.format(row="n")
BY_NAME = "select n.person_id, n.folder_id, {likeness} as likeness from households_name n where"
NEARLY = BY_NAME.format(likeness="word_similarity($1, n.folded)")
BY_TELEPHONE = "select p.person_id, p.folder_id, 1.0::real from households_phone p where $2 <> '' and p.digits = $2 and p.superseded_at is null"
MAY_BE_SHOWN = f"exists (select from folders_folder f where f.id = found.folder_id and {REACHED.format(t='f')})"
# In the order of likeness, one by one as they are asked for.
LIKELIEST = f"""with nearly as materialized ({NEARLY} {{these}}), found as (select * from nearly order by 3 desc, 1 offset 0)
            select found.person_id, found.folder_id, found.likeness from found where {MAY_BE_SHOWN}"""
LIVES_THERE = (
    "m.superseded_at is null and (m.until is null or m.until > heed_today()) and (m.since is null or m.since <= heed_today())"
)


def _words_of(table: str, which: str) -> Function:
    """Keeps the words of a table's `folded` as an index keeps them: by the database, whoever writes. In one order, so that two do not block
    each other for good."""
    name = f"heed_words_of_{table}"
    return Function(
        f"{name}() returns trigger",
        f"""begin
            insert into households_word (word, named, addressed)
              select distinct w.word, {which == "named"}, {which == "addressed"} from written, unnest(string_to_array(written.folded, ' ')) w (word) order by 1
              on conflict (word) do update set {which} = true where not households_word.{which};
            return null;
        end""",
        shared=(OWNER,),  # who makes the triggers
        writes=True,
    )


TRIGGERS = "".join(
    f"""create or replace trigger words_upon_{when} after {when} on {table} referencing new table as written
        for each statement execute function heed_words_of_{table}();"""
    for table in ("households_name", "households_home")
    for when in ("insert", "update")
)

FUNCTIONS = (
    _words_of("households_name", "named"),
    _words_of("households_home", "addressed"),
    Function(
        "heed_spelt_like(said text, of_names boolean) returns text",
        f"""select '(' || concat_ws(' | ', quote_literal(said) || ':*', string_agg(quote_literal(best.word), ' | ')) || ')' from (
            select w.word from (
                select w.word, w.named, w.addressed from households_word w where w.word % said
                union select w.word, w.named, w.addressed from households_word w where left(w.word, 1) = left(said, 1)
                   and length(w.word) between length(said) - 1 and length(said) + 1 and levenshtein_less_equal(w.word, said, 1) <= 1
                union select w.word, w.named, w.addressed from households_word w
                 where w.sound = dmetaphone(said) and levenshtein_less_equal(w.word, said, 2) <= 2) w
             where w.word not like said || '%' and case when of_names then w.named else w.addressed end
             order by levenshtein_less_equal(w.word, said, 2), similarity(w.word, said) desc, w.word limit {SPELLINGS}) best""",
        shared=(),
        settings=f"set pg_trgm.similarity_threshold = {ALIKE}",
        # The thresholds are known, and can be set, once a likeness was asked.
        first="select similarity('', '');",
    ),
    # What to look for: each word that says something, in all its spellings (numbers and one or two letters do not, unless there is nothing
    # else); or all of them but any one, for want of better.
    Function(
        "heed_alike(said text, of_names boolean, but_one boolean) returns tsquery",
        """declare every text[] := string_to_array(said, ' '); telling text[]; without text[] := '{}';
    begin
        select array_agg(distinct heed_spelt_like(w, of_names)) into telling from unnest(every[:8]) w where length(w) > 2 and w !~ '^[0-9]';
        if telling is null then select array_agg(quote_literal(w)) into telling from unnest(every[:8]) w where w <> ''; end if;
        if not but_one then return array_to_string(telling, ' & ')::tsquery; end if;
        if telling is null or cardinality(telling) < 3 then return ''::tsquery; end if;
        for one in 1 .. cardinality(telling) loop
            without := without || ('(' || array_to_string(telling[:one - 1] || telling[one + 1:], ' & ') || ')');
        end loop;
        return array_to_string(without, ' | ')::tsquery;
    end""",
        shared=(),
    ),
    # The same of addresses, which are nobody's secret, for whoever looks for one. Never of names: that somebody is called so is one.
    Function(
        "heed_addresses_alike(said text, but_one boolean) returns text",
        "select heed_alike(said, false, but_one)::text",
        shared=(WEB, OWNER),
    ),
    # First who has all the words, then whose name is nearly so, and loosely only where the asker is left with few. Each step finds by its
    # index alone and asks the wall before the limit, so that what is forbidden fills no place, in the order of likeness, so that it is asked
    # no more often than it must; the next is taken only for want of more that may be shown. Somebody with two such names is answered twice,
    # the best first. Parameters by number: a column of the same name would go before them, and everybody would be found. The plan is kept:
    # planning the wall anew costs more than most searches.
    Function(
        "heed_people_like(folded text, digits text, most int) returns table(person uuid, folder uuid, likeness real)",
        f"""#variable_conflict use_column
    declare many int := 0; few boolean := false; alike tsquery; but_one tsquery; whole tsquery := (select string_agg(quote_literal(w), ' & ') from unnest(string_to_array($1, ' ')) w)::tsquery;
    begin
        return query with found as ({BY_NAME.format(likeness="1.0::real")} {NAMED} @@ whole union all {BY_TELEPHONE})
            select found.person_id, found.folder_id, found.likeness from found where {MAY_BE_SHOWN} limit $3;
        get diagnostics many = row_count;
        if many >= $3 or $1 = '' then return; end if;
        alike := heed_alike($1, true, false);
        for person, folder, likeness in {LIKELIEST.format(these=f"{NAMED} @@ alike and not {NAMED} @@ whole")} loop
            few := few or many < {FEW} and likeness < {STRICTLY}::real;
            exit when many >= $3 or not few and likeness < {STRICTLY}::real;
            many := many + 1;
            return next;
        end loop;
        if many >= {FEW} or many >= $3 then return; end if;
        but_one := heed_alike($1, true, true);
        for person, folder, likeness in {LIKELIEST.format(these=f"{NAMED} @@ but_one and not {NAMED} @@ alike")} loop
            exit when many >= $3;
            many := many + 1;
            return next;
        end loop;
    end""",
        settings="set plan_cache_mode = force_generic_plan",
        first="drop function if exists heed_people_like(text, text, int);",
    ),
    # Placing a concern: who lives where, by name, address and date of birth alone, for the group and the lead; never where they are kept
    # out. `homes`: those whose address is like the words; `one` asks for one household.
    Function(
        "heed_register_like(folded text, digits text, homes bigint[], one uuid, most int)"
        " returns table(household uuid, address text, person text, born_on date, role text)",
        f"""with alike as materialized (select heed_alike($1, true, false) as words), found as (
            select m.household_id as id, max(greatest(similarity(n.folded, $1), word_similarity($1, n.folded))) as likeness from households_name n
              join households_membership m on m.person_id = n.person_id and {LIVES_THERE} where $1 <> '' and {NAMED} @@ (select words from alike) group by 1
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
