import pytest, time
from tests.web.test_household import *
from heed.policies import walls
pytestmark = pytest.mark.django_db
def measure(label, c, rees):
    for _ in range(3): c.get(url("household", rees))
    t=[]
    for _ in range(15):
        a=time.perf_counter(); c.get(url("household", rees)); t.append((time.perf_counter()-a)*1000)
    with CaptureQueriesContext(connection) as q: c.get(url("household", rees))
    print("DBG", label, "median", round(sorted(t)[7]), "min", round(min(t)), "sql ms", round(sum(float(x["time"]) for x in q)*1000))
@pytest.mark.parametrize("n", [0,1])
def test_dbg(n, mo, rita, gail, rees):
    if n:
        cur=connection.cursor(); cur.execute("set constraints all immediate")
        cur.execute("select tablename, policyname, cmd, qual, with_check from pg_policies where policyname like 'web_%' and coalesce(qual,with_check) ~ 'folder_id\\)' and tablename not like 'folders_folder' and tablename not like 'folders_access'")
        for t,p,cmd,qual,chk in cur.fetchall():
            if cmd!="SELECT": continue
            from heed.policies.walls import WALLS
            w=next(w for w in WALLS if w.table==t)
            sees=w.sees.format(t=t).replace(f"exists (select from folders_folder f where f.id = {t}.folder_id)", f"heed_reads({t}.folder_id)")
            cur.execute(f"drop policy web_sees on {t}; create policy web_sees on {t} for select to heed_web using ({sees})")
        cur.execute("set role heed_definer")
        cur.execute("create or replace function heed_reads(folder uuid) returns boolean language plpgsql stable security definer set search_path = public, pg_temp as $$ begin return exists (select from folders_folder f where f.id = folder and %s); end $$" % walls.REACHED.format(t="f"))
        cur.execute("reset role")
    reported(rita, rees.home); happened(rees, 40)
    c = signed_in(mo)
    measure(f"plpgsql {n}", c, rees)
    happened(rees, 2000); measure(f"plpgsql {n} 2000", c, rees)
