"""What is owed in a folder, and who may owe it?"""

from heed.cases.duties import BODIES
from heed.deadlines.rules import PAUSING
from heed.organisation.choices import Role
from heed.policies.cluster import WEB
from heed.policies.functions.function import Function, in_force

FUNCTIONS = (
    # As it still stands, for a rule that says what it may become.
    Function("heed_tells_next(clock uuid) returns timestamptz", "select c.next_at from deadlines_clock c where c.id = clock"),
    # A check that protects someone must see everything there is: what still holds this folder open?
    Function(
        "heed_owed_before_end(folder uuid) returns bigint",
        "select count(*) from deadlines_clock c where c.holds_id = folder and c.met_at is null and heed_reads(folder)",
    ),
    # Was this ever owed about a concern or a case, wherever its clock has gone since?
    Function(
        "heed_ever_owed(thing uuid, code text) returns boolean",
        """select exists (select from deadlines_clock k where k.about = thing and k.rule = code and k.outcome <> 'not_possible')
            and exists (select from concerns_concern c where c.id = thing and heed_reads(c.folder_id)
                        union all select from cases_case c where c.id = thing and heed_reads(c.folder_id))""",
        shared=(WEB,),
    ),
    # When was what a concern tells known? The instant only: not by whom.
    Function(
        "heed_known_at(concern_folder uuid) returns timestamptz",
        "select r.knew_at from concerns_reporter r where r.folder_id = concern_folder and heed_reads(concern_folder)",
        shared=(WEB,),
    ),
    # What a concern owes to the local authority and CQC waits for the manager of its scheme, never for one who is kept out.
    Function(
        "heed_owe_to_manager(concern_folder uuid) returns void",
        f"""update deadlines_clock k set owner_id = (select p.colleague_id from organisation_post p join organisation_colleague w on w.id = p.colleague_id
                join folders_place l on l.scheme_id = p.scheme_id and l.folder_id = concern_folder and l.until is null
                where p.role = '{Role.MANAGER}' and {in_force("p")} and w.is_active and (w.left_at is null or w.left_at > heed_at())
                  and not exists (select from folders_access o where o.folder_id = concern_folder and o.colleague_id = p.colleague_id and o.effect = 'kept_out' and {in_force("o")})
                order by p.since, p.id limit 1)
            where k.folder_id = concern_folder and k.rule in ({", ".join(f"'{code}'" for code in BODIES)}) and k.met_at is null""",
        shared=(),
        writes=True,
    ),
    # A clock stands still, and goes on due as much later: those whose rule lets it, for whoever answers for cases and reads this one.
    Function(
        "heed_pause(clock uuid) returns boolean",
        f"""update deadlines_clock c set paused_at = heed_at(), next_at = null
            where c.id = clock and c.met_at is null and c.paused_at is null and c.rule in ({", ".join(f"'{code}'" for code in PAUSING)})
              and heed_answers() and heed_reads(c.folder_id) returning true""",
        shared=(WEB,),
        writes=True,
    ),
    Function(
        "heed_resume(clock uuid) returns boolean",
        """update deadlines_clock c set due_at = c.due_at + (heed_at() - c.paused_at), soon_at = c.soon_at + (heed_at() - c.paused_at),
              breach_at = c.breach_at + (heed_at() - c.paused_at), paused_at = null,
              next_at = case c.stage when 0 then c.soon_at + (heed_at() - c.paused_at) when 1 then c.due_at + (heed_at() - c.paused_at) else heed_at() end
            where c.id = clock and c.met_at is null and c.paused_at is not null and heed_answers() and heed_reads(c.folder_id) returning true""",
        shared=(WEB,),
        writes=True,
    ),
    # May this colleague be given an action? For the group and the lead, who know anyway who is kept out.
    Function(
        "heed_may_owe(clock uuid, who bigint) returns boolean",
        f"""select exists (select from deadlines_clock c, organisation_colleague w where c.id = clock and w.id = who
            and c.met_at is null and c.rule = 'action' and (heed_sees_all() or heed_in_circle()) and heed_reads(c.folder_id) and w.is_active and (w.left_at is null or w.left_at > heed_at())
            and not exists (select from folders_access k where k.folder_id in (c.folder_id, c.holds_id) and k.colleague_id = who and k.effect = 'kept_out'
                            and {in_force("k")}))""",
    ),
    # Gives an action to another. Behind the wall: whoever owed it until now may not see it any more.
    Function(
        "heed_owes(clock uuid, who bigint) returns void",
        "update deadlines_clock c set owner_id = who where c.id = clock and heed_may_owe(clock, who)",
        shared=(WEB,),
        writes=True,
    ),
)
