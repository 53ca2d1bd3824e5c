import pytest, time, cProfile, pstats, io
from tests.web.test_household import *
pytestmark = pytest.mark.django_db
def test_dbg(mo, rita, gail, rees, olwen):
    reported(rita, rees.home); happened(rees, 40)
    c = signed_in(mo); c.get(url("household", rees)); c.get(url("household", rees))
    with CaptureQueriesContext(connection) as q:
        a=time.perf_counter(); c.get(url("household", rees)); print("DBG total", time.perf_counter()-a)
    for x in q: print("DBG  %s %s" % (x["time"], x["sql"][:70].replace("\n"," ")))
    big=[x["sql"] for x in q if "timeline_event" in x["sql"]][0]
    with acting(mo):
        cur=connection.cursor(); cur.execute("show jit"); print("DBG jit", cur.fetchone()); cur.execute("select version()"); print("DBG", cur.fetchone())
        cur.execute("explain (analyze, timing off) "+big)
        for (l,) in cur.fetchall(): print("DBG E", l)
    p=cProfile.Profile(); p.enable()
    for _ in range(5): c.get(url("household", rees))
    p.disable(); s=io.StringIO(); pstats.Stats(p,stream=s).sort_stats("cumulative").print_stats(45)
    for l in s.getvalue().splitlines(): print("DBG P", l[:150])
