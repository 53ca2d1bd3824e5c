"""What may change of a colleague's account and posts, and by whose signature?"""

from heed.organisation.choices import Role
from heed.policies.functions.function import Function, in_force
from heed.policies.roles import POSTS

GUARDED = "(" + ", ".join(f"'{post.role}'" for post in POSTS if post.guarded) + ")"

FUNCTIONS = (
    # As it still stands, for a rule that says what it may become.
    Function("heed_post_ends(post bigint) returns timestamptz", "select p.until from organisation_post p where p.id = post"),
    # Whether a colleague's account opens content, for whoever keeps accounts or signs.
    Function(
        "heed_opens_content(who bigint) returns boolean",
        f"""select (heed_organises() or heed_signs()) and (
            exists (select from organisation_post p where p.colleague_id = who and p.role in {GUARDED} and (p.until is null or p.until > heed_at()))
            or exists (select from folders_access k where k.colleague_id = who and k.effect = 'let_in' and k.why <> 'writes' and (k.until is null or k.until > heed_at())))""",
    ),
    # Or soon will, once the lead has signed: then a new password or address needs a second signature as well.
    Function(
        "heed_will_open_content(who bigint) returns boolean",
        """select heed_opens_content(who) or (heed_organises() or heed_signs()) and exists (select from organisation_signature s
            where s.for_colleague_id = who and s.kind in ('post', 'deputy') and s.given_at is null and s.refused_at is null)""",
    ),
    # What is a scheme called, and in which region? Whoever is over a region sees what is in it, so both are signed for; the rest is not.
    Function(
        "heed_scheme_may_become(would organisation_scheme) returns boolean",
        """select exists (select from organisation_scheme was where was.id = (would).id
            and (heed_organises() and (was.name, was.region_id) = ((would).name, (would).region_id)
              or heed_signs() and (was.kind, was.local_authority_id, was.nation, was.registered_care)
                    = ((would).kind, (would).local_authority_id, (would).nation, (would).registered_care)
                and exists (select from organisation_signature s where s.kind = 'scheme' and s.given_by_id = heed_colleague() and s.given_at = heed_at()
                    and (s.wanted ->> 'scheme')::bigint = was.id and s.wanted ->> 'name' = (would).name and (s.wanted ->> 'region')::bigint = (would).region_id)))""",
    ),
    # A Head of Service signs what concerns a lead and nothing else (heed.procedures.posts).
    Function(
        "heed_concerns_a_lead(what text, wanted jsonb, who bigint) returns boolean",
        f"""select case when what in ('post', 'deputy') then wanted ->> 'role' = '{Role.LEAD}'
            else exists (select from organisation_post p where p.colleague_id = who and p.role = '{Role.LEAD}' and {in_force("p")}) end""",
    ),
    Function(
        "heed_signed_now(what text, who bigint, wanted jsonb) returns boolean",
        """select exists (select from organisation_signature s where s.kind = what
            and s.for_colleague_id = who and s.given_by_id = heed_colleague() and s.given_at = heed_at() and s.wanted @> $3)""",
    ),
    # The row as it is about to be, beside the row as it still stands (heed.procedures.posts says the same in words).
    Function(
        "heed_may_change(would organisation_colleague) returns boolean",
        """select exists (select from organisation_colleague was,
            lateral (select was.id = heed_colleague() as own, heed_organises() as keeps,
                heed_organises() and was.last_login is null and not heed_will_open_content(was.id) as alone,
                heed_sees_all() and (heed_signed_now('reset', was.id, '{}') or heed_signed_now('post', was.id, '{}') or heed_signed_now('deputy', was.id, '{}')) as signed) may
            where was.id = (would).id
            and (may.own or (was.language, was.text_size, was.contrast, was.last_login)
                is not distinct from ((would).language, (would).text_size, (would).contrast, (would).last_login))
            and (may.keeps or (was.display_name, was.telephone, was.job_title, was.department, was.standing, was.line_manager_id, was.left_at, was.is_active)
                is not distinct from ((would).display_name, (would).telephone, (would).job_title, (would).department, (would).standing, (would).line_manager_id, (would).left_at, (would).is_active))
            and ((would).line_manager_id is not distinct from was.line_manager_id or (would).line_manager_id is distinct from heed_colleague())
            and (may.own or may.keeps or may.signed or was.session_salt = (would).session_salt)
            and (may.own or may.alone or may.signed or (was.password, was.password_until) is not distinct from ((would).password, (would).password_until))
            and (may.alone or was.email = (would).email or heed_signed_now('email', was.id, jsonb_build_object('email', (would).email)))
            and (may.alone or was.directory_id = (would).directory_id
                or heed_signed_now('account', was.id, jsonb_build_object('directory_id', (would).directory_id))))""",
    ),
)
