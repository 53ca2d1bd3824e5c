"""What is owed in a folder, and who may owe it?"""

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
