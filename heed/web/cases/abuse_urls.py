"""Domestic abuse work in a case. Opaque ids only."""

from django.urls import path

from heed.policies.roles import Do
from heed.web.cases import assessing, countersigning, marac, safety, safety_paper, telling, wording
from heed.web.cases.asking import asked

urlpatterns = [
    path("<uuid:pk>/assessments/", assessing.risk, name="case_risk_page"),
    path("<uuid:pk>/assessments/<uuid:part>/", assessing.assessment, name="case_assessment"),
    path(
        "<uuid:pk>/assessments/<uuid:part>/countersign/",
        asked(countersigning.CHECKLIST),
        name="case_countersign",
    ),
    path("<uuid:pk>/assessments/<uuid:part>/ask/", asked(countersigning.ASK_CHECKLIST), name="case_ask_countersignature"),
    path("<uuid:pk>/countersign/", countersigning.waiting, name="case_to_countersign"),
    path("checklists/<slug:code>/<slug:version>/wording/", wording.wording, name="checklist_wording"),
    path("<uuid:pk>/assess/<slug:code>/<slug:version>/", assessing.assess, name="case_assess"),
    path("<uuid:pk>/marac/", marac.out, name="case_marac"),
    path("<uuid:pk>/marac/new/", asked(marac.NEW), name="case_marac_new"),
    path("<uuid:pk>/marac/<uuid:part>/", marac.referral, name="case_marac_referral"),
    path("<uuid:pk>/marac/<uuid:part>/change/", asked(marac.CHANGE), name="marac_change"),
    path("<uuid:pk>/marac/<uuid:part>/countersign/", asked(countersigning.REFERRAL), name="marac_countersign"),
    path("<uuid:pk>/marac/<uuid:part>/ask/", asked(countersigning.ASK_REFERRAL), name="marac_ask_countersignature"),
    path("<uuid:pk>/marac/<uuid:part>/withdraw/", asked(marac.WITHDRAW), name="marac_withdraw"),
    path("<uuid:pk>/marac/<uuid:part>/window/", asked(marac.WINDOW_OVER, Do.END_CASE), name="marac_window"),
    path("<uuid:pk>/marac/<uuid:part>/send/", marac.send, name="marac_send"),
    path("<uuid:pk>/told/", telling.out, name="case_told"),
    path("<uuid:pk>/told/share/", telling.share, name="case_share"),
    path("<uuid:pk>/told/local-authority/", asked(telling.LOCAL_AUTHORITY, Do.TELL_BODIES), name="case_tell_authority"),
    path("<uuid:pk>/told/cqc/", asked(telling.GATE, Do.TELL_BODIES), name="case_tell_cqc"),
    path("<uuid:pk>/told/<uuid:part>/", telling.notice, name="case_notice"),
    path("<uuid:pk>/told/<uuid:part>/change/", asked(telling.CHANGE, Do.TELL_BODIES), name="notice_change"),
    path("<uuid:pk>/told/<uuid:part>/send/", telling.send, name="notice_send"),
    path("<uuid:pk>/told/<uuid:part>/reference/", asked(telling.REFERENCE, Do.TELL_BODIES), name="notice_reference"),
    path("<uuid:pk>/safety/", safety.plans, name="case_safety"),
    path("<uuid:pk>/safety/<uuid:part>/", safety.plan, name="case_safety_plan"),
    path("<uuid:pk>/safety/new/", asked(safety.MAKE, Do.SAFETY_PLAN), name="case_safety_new"),
    *(
        path(f"<uuid:pk>/safety/<uuid:part>/{code}/", safety.of_a_plan(row), name=f"safety_{code}")
        for code, row in safety.OF_A_PLAN.items()
    ),
    path("<uuid:pk>/safety/part/<uuid:part>/change/", safety.of_an_item(safety.CHANGE), name="safety_change"),
    path("<uuid:pk>/safety/part/<uuid:part>/consent/", safety.of_an_item(safety.CONSENT), name="safety_consent"),
    path("<uuid:pk>/safety/part/<uuid:part>/end/", safety.ending_an_item(safety.END_PART), name="safety_part_end"),
    path("<uuid:pk>/safety/helper/<uuid:part>/told/", safety.of_a_helper(safety.TOLD), name="safety_told"),
    path("<uuid:pk>/safety/helper/<uuid:part>/end/", safety.of_a_helper(safety.HELPER_END), name="safety_helper_end"),
    path("<uuid:pk>/safety/<uuid:part>/print/", safety_paper.print_plan, name="safety_print"),
    path("<uuid:pk>/safety/part/<uuid:part>/share/", safety.share, name="safety_share"),
    path("<uuid:pk>/safety/consent/<uuid:part>/withdraw/", safety.of_a_consent(safety.WITHDRAW), name="safety_withdraw"),
]
