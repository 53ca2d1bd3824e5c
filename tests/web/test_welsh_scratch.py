import re, html
import polib, pytest
from uuid import uuid4
from heed.concerns.models import Draft, Concern
from heed.training.models import Completion, Course
from tests import factories
from tests.people import LONG_AGO
from tests.web.door import signed_in
from scripts.words import sentences
pytestmark = pytest.mark.django_db
ENG = {w for _c, w, _p in sentences()} 
def texts(page):
    page = re.sub(r"<(script|style).*?</\1>", " ", page, flags=re.S)
    out = [html.unescape(t).strip() for t in re.split(r"<[^>]+>", page)]
    out += [html.unescape(a) for a in re.findall(r'(?:aria-label|placeholder|alt|data-[a-z-]+|title)="([^"]*)"', page)]
    return [t for t in dict.fromkeys(out) if re.search(r"[A-Za-z]{2}", t)]
def test_walk(rita, brynfelin, gail, client):
    out = open("/tmp/welsh/pages.txt", "w")
    def dump(name, answer):
        assert answer.status_code in (200, 400, 403, 404), (name, answer.status_code)
        t = answer.content.decode(); out.write(f"\n=== {name} {answer.status_code} {re.search('<html lang=.([^ >]*)', t)[1]}\n")
        for x in texts(t): out.write(("!! " if x in ENG else "   ") + x[:260] + "\n")
    home = factories.home(brynfelin, "14 Heol Ŵyn")
    client.post("/me/preferences/", {"language": "cy"})
    for a in ("/", "/sign-in/", "/whom-do-i-tell/", "/help/", "/accounts/login/", "/nowhere/"):
        r = client.get(a, follow=True); dump("anon " + a, r)
    course = Course.objects.create(code="cfc", name="Cause for Concern", opens_form=True)
    b = signed_in(rita); b.post("/me/preferences/", {"language": "cy"})
    dump("not yet", b.get("/report/", follow=True))
    dump("bad prefs", b.post("/me/preferences/", {"language": "xx"}, follow=True))
    Completion.objects.create(colleague=rita, course=course, on=LONG_AGO.date(), recorded_at=LONG_AGO)
    b = signed_in(rita)
    dump("reports empty", b.get("/reports/"))
    dump("start", b.get("/report/"))
    b.post("/report/", {"key": uuid4(), "go": "find", "sought": "NP99 3QX"})
    d = Draft.objects.latest("started_at")
    dump("err start", b.post("/report/", {"key": uuid4(), "go": "find", "sought": ""}))
    for step, ans in (("where", {"home": home.pk}), ("danger", {"danger": "now"}), ("seen", {"seen": "X9"}), ("worry", {"worry": "X9", "go": "next"}),
                      ("who", {"who_name": "Sian", "who_part": "victim", "go": "another"}), ("done", {"done": "X9", "go": "next"})):
        dump(step, b.get(f"/report/{d.pk}/{step}/"))
        if step in ("danger", "seen"): dump("err " + step, b.post(f"/report/{d.pk}/{step}/", {}))
        if step == "who": dump("err who", b.post(f"/report/{d.pk}/{step}/", {"who_name": "Sian", "go": "next"}))
        b.post(f"/report/{d.pk}/{step}/", ans)
    for s in ("behalf", "colleague", "describe", "delete", "check"): dump(s, b.get(f"/report/{d.pk}/{s}/"))
    dump("err behalf", b.post(f"/report/{d.pk}/behalf/", {"who": "", "knew_0": "33", "knew_1": "1", "knew_2": "26"}))
    r = b.post(f"/report/{d.pk}/check/"); dump("sent", b.get(r.url))
    c = Concern.objects.get()
    dump("reports", b.get("/reports/")); dump("report", b.get(f"/reports/{c.pk}/")); dump("err add", b.post(f"/reports/{c.pk}/", {"key": uuid4()}))
    from django.urls import reverse
    for n in ("me", "my_absence", "my_ties", "account_change_password", "mfa_index", "help", "whom_to_tell"): dump(n, b.get(reverse(n), follow=True))
    dump("err pw", b.post(reverse("account_change_password"), {"oldpassword": "x", "password1": "a", "password2": "b"}, follow=True))
    dump("err away", b.post(reverse("my_absence"), {"since_day": "33"}))
    dump("403/404", b.get("/desk/")); dump("404", b.get("/nowhere/"))
