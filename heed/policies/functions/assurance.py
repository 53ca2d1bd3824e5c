"""Who has looked, and does it all work: how loops close, whether mail goes out, how far the audit is sealed?"""

from heed.policies.cluster import WEB
from heed.policies.functions.folders import asker_is_out
from heed.policies.functions.function import Function
from heed.policies.functions.posts import may
from heed.policies.roles import Do

# Fewer than this are never counted apart: a figure must not point at a person (the NHS suppresses counts under five in its Safeguarding
# Adults Collection).
SHOWN_FROM = 5
# Of a letter (l): given up lately, and whoever was to be told is still here.
GIVEN_UP = """l.sent_at is null and l.dead_at > heed_at() - interval '30 days'
    and exists (select from organisation_colleague w where w.id = l.to_id and (w.left_at is null or w.left_at > heed_at()))"""

FUNCTIONS = (
    # Who has looked: one of the two features that read the audit (the other: heed_glass_refused), for the lead, on records she may open.
    Function(
        "heed_who_looked(records uuid[], most int) returns setof audit_look",
        """select l.* from audit_look l where heed_sees_all() and (l.record = any(records) or l.shown && records)
            order by l.at desc, l.id limit most""",
    ),
    # Who tried to break the glass and could not, for a lead who may open what is at that address.
    Function(
        "heed_glass_refused(after timestamptz) returns setof audit_look",
        f"""select l.* from audit_look l where heed_sees_all() and l.at > after
            and l.page = 'break_glass' and l.verb = 'refused' and l.record is not null and not exists (select from households_household h
                where h.home_id = ('x' || right(replace(l.record::text, '-', ''), 16))::bit(64)::bigint and {asker_is_out("h.folder_id")})
            order by l.at desc, l.id limit 50""",
    ),
    # How loops close, by team, for those who see figures; teams are never told apart below five (heed.pictures.loops says the same in words).
    Function(
        "heed_loops(since timestamptz) returns table(team text, reported bigint, answered bigint, open bigint, first_voice double precision, answer double precision)",
        f"""
            with one as (select r.colleague_id, c.answered_at, c.state, extract(epoch from c.answered_at - c.sent_at) as answer,
                    extract(epoch from (select min(e.recorded_at) from timeline_event e where e.folder_id = c.folder_id and e.kind = 'advice.given') - c.sent_at) as first_voice
                    from concerns_concern c join concerns_reporter r on r.concern_id = c.id
                    where c.sent_at >= since and c.sent_at <= heed_at() and {may(Do.MEASURES)}),
                 named as (select w.department, one.*, count(*) over (partition by w.department) >= {SHOWN_FROM} as shown from one join organisation_colleague w on w.id = one.colleague_id),
                 grouped as (select case when shown then department else '' end as team, named.* from named)
            select g.team, count(*), count(g.answered_at), count(*) filter (where g.state <> 'closed'), percentile_cont(0.5) within group (order by g.first_voice),
                percentile_cont(0.5) within group (order by g.answer) from grouped g group by g.team having count(*) >= {SHOWN_FROM} order by g.team = '', g.team""",
    ),
    # The state of the mail, without whom it is for. What was given up counts while somebody can still do something about it.
    Function(
        "heed_mail_owed() returns table(owed bigint, oldest timestamptz, dead bigint)",
        f"""select count(*) filter (where dead_at is null), min(made_at) filter (where dead_at is null),
            count(*) filter (where {GIVEN_UP}) from notifications_letter l where sent_at is null""",
    ),
    # Letter by letter what became of them, for those who see figures: how many of a kind there were is a figure too.
    Function(
        "heed_mail_by_message(since timestamptz) returns table(message text, sent bigint, folded bigint, owed bigint, dead bigint, last timestamptz)",
        f"""select l.message, count(*) filter (where l.sent_at is not null and l.folded_into_id is null), count(*) filter (where l.folded_into_id is not null),
            count(*) filter (where l.sent_at is null and l.dead_at is null), count(*) filter (where l.dead_at is not null), max(l.sent_at)
            from notifications_letter l where l.made_at >= since and {may(Do.MEASURES)} group by l.message""",
    ),
    # To whom nothing gets through, for whoever can mend an address; not what they were to be told.
    Function(
        "heed_mail_refused() returns table(colleague bigint, letters bigint, last timestamptz, trouble text)",
        f"""select l.to_id, count(*), max(l.dead_at), (array_agg(l.trouble order by l.dead_at desc))[1] from notifications_letter l
            where {GIVEN_UP} and {may(Do.ORGANISE)} group by l.to_id""",
    ),
    # Tried again, once the address or the server is mended.
    Function(
        "heed_mail_again(whom bigint) returns bigint",
        f"""with again as (update notifications_letter l set dead_at = null, next_try_at = heed_at(), tries = 0, trouble = ''
            where l.to_id = whom and {GIVEN_UP} and {may(Do.ORGANISE)} returning 1) select count(*) from again""",
        writes=True,
        shared=(WEB,),
    ),
    # How far the audit is sealed, for the health page.
    Function(
        "heed_sealed_until() returns table(at timestamptz, waiting timestamptz)",
        """select (select max(s.at) from audit_seal s), (select min(l.at) from audit_look l where not exists (select from audit_sealed d where d.look_id = l.id)
            and l.at > (select coalesce(max(s.at), '-infinity') from audit_seal s) - interval '1 day')""",
    ),
)
