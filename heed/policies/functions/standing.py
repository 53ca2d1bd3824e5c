"""Who may stand behind a risk checklist or a MARAC referral (DA-3)? In Python: heed.policies.competence."""

from heed.policies.cluster import WEB
from heed.policies.functions.function import Function, in_force
from heed.policies.roles import Do, roles_that_may
from heed.training.choices import Gives

BY_POST = ", ".join(f"'{role}'" for role in roles_that_may(Do.TELL_BODIES))

FUNCTIONS = (
    Function(
        "heed_competent(who bigint) returns boolean",
        f"""select exists (select from organisation_post p where p.colleague_id = who and p.role in ({BY_POST}) and {in_force("p")})
            or exists (select from training_completion d join training_course c on c.id = d.course_id
                where d.colleague_id = who and c.gives = '{Gives.ABUSE_RISK}' and d.recorded_at <= heed_at() and d.withdrawn_at is null)""",
        shared=(WEB,),
    ),
    # Whose countersignature stands on a checklist or a referral: what stands may stay, whoever changes the rest of the row.
    Function(
        "heed_countersigner(row_id uuid) returns bigint",
        """select coalesce((select a.countersigned_by_id from domestic_abuse_assessment a where a.id = row_id),
            (select m.countersigned_by_id from domestic_abuse_maracreferral m where m.id = row_id))""",
        shared=(WEB,),
    ),
    # Of these colleagues, those who are kept out of a folder; for whoever may open it, and would otherwise ask of each.
    Function(
        "heed_kept_out_of(folder uuid, people bigint[]) returns setof bigint",
        "select one from unnest(people) one where heed_is_kept_out(folder, one)",
        shared=(WEB,),
    ),
)
