"""Cases: one's own, one of them, and every question about one. Opaque ids only."""

from django.urls import path

from heed.policies.roles import Do
from heed.web.cases import abuse_urls, access, begun, learning, listing, meeting_urls, paper, questions, referring, views
from heed.web.cases.asking import Asks, asked

ASKED: dict[str, tuple[Asks, Do]] = {
    "note": (questions.NOTE, Do.WORK_CASE),
    "visit": (questions.VISIT, Do.WORK_CASE),
    "incident": (questions.INCIDENT, Do.WORK_CASE),
    "risk": (questions.RISK, Do.WORK_CASE),
    "action": (questions.ACTION, Do.WORK_CASE),
    "document": (questions.DOCUMENT, Do.WORK_CASE),
    "voice": (questions.VOICE, Do.WORK_CASE),
    "someone": (questions.SOMEONE, Do.WORK_CASE),
    "reach": (questions.REACH, Do.WORK_CASE),
    "feed": (questions.FEED, Do.ANSWER_FOR_CASE),
    "missing": (questions.MISSING, Do.WORK_CASE),
    "measure": (questions.MEASURE, Do.WORK_CASE),
    "label": (questions.LABEL, Do.ANSWER_FOR_CASE),
    "exempt": (questions.EXEMPT, Do.ANSWER_FOR_CASE),
    "update": (questions.UPDATE, Do.ANSWER_FOR_CASE),
    "end-exemption": (questions.END_EXEMPTION, Do.ANSWER_FOR_CASE),
    "not-referred": (questions.NOT_REFERRED, Do.ANSWER_FOR_CASE),
    "pass": (questions.PASS, Do.ANSWER_FOR_CASE),
    "conclude": (questions.CONCLUDE, Do.ANSWER_FOR_CASE),
    "evaluate": (learning.EVALUATE, Do.ANSWER_FOR_CASE),
    "lesson": (learning.LESSON, Do.ANSWER_FOR_CASE),
    "handling": (learning.HANDLING, Do.REVIEW_HANDLING),
    "review": (learning.OPEN_REVIEW, Do.OPEN_REVIEW),
    "close": (questions.CLOSE, Do.END_CASE),
    "reopen": (questions.REOPEN, Do.END_CASE),
}
OF_A_PART: dict[str, tuple[Asks, Do]] = {
    "correct": (questions.CORRECT, Do.WORK_CASE),
    "unreach": (questions.UNREACH, Do.WORK_CASE),
    "unfeed": (questions.UNFEED, Do.ANSWER_FOR_CASE),
    "take-off": (questions.TAKE_OFF, Do.WORK_CASE),
    "police": (questions.POLICE, Do.WORK_CASE),
    "found": (questions.FOUND, Do.WORK_CASE),
    "end-review": (learning.END_REVIEW, Do.WORK_CASE),
    "talked": (questions.TALKED, Do.WORK_CASE),
    "measure": (questions.MEASURE, Do.WORK_CASE),
    "pause": (questions.PAUSE, Do.ANSWER_FOR_CASE),
    "resume": (questions.RESUME, Do.ANSWER_FOR_CASE),
}
OF_A_REFERRAL = {
    "acknowledged": referring.ACKNOWLEDGED,
    "answered": referring.ANSWERED,
    "withdraw": referring.WITHDRAW,
    "letter": referring.CHASE,
}

urlpatterns = [
    path("", listing.cases, name="cases"),
    path("hand-over/", listing.handover, name="case_handover"),
    path("new/", views.new, name="case_new"),
    path("new/<uuid:pk>/", views.new_from, name="case_new_from"),
    path("<uuid:pk>/", views.case, name="case"),
    path("<uuid:pk>/begun/", begun.begun, name="case_begun"),
    path("<uuid:pk>/words/", views.words, name="case_words"),
    path("<uuid:pk>/referrals/", referring.out, name="case_referrals"),
    path("<uuid:pk>/refer/<int:way>/", referring.refer, name="case_refer"),
    *(
        path(f"<uuid:pk>/referrals/<uuid:part>/{code}/", referring.of_a_referral(row), name=f"referral_{code}")
        for code, row in OF_A_REFERRAL.items()
    ),
    path("<uuid:pk>/plan/", views.plan, name="case_plan"),
    *(path(f"<uuid:pk>/{code}/", asked(*row), name=f"case_{code.replace('-', '_')}") for code, row in ASKED.items()),
    *(
        path(f"<uuid:pk>/{code}/<uuid:part>/", asked(*row), name=f"case_{code.replace('-', '_')}_of")
        for code, row in OF_A_PART.items()
    ),
    path("<uuid:pk>/who-may-know/", access.who_may_know, name="case_access"),
    path("<uuid:pk>/who-may-know/<uuid:part>/end/", access.end, name="case_access_end"),
    path("<uuid:pk>/who-has-looked/", access.looked, name="case_looked"),
    path("<uuid:pk>/clocks/<uuid:part>/", paper.clock, name="case_clock"),
    path("<uuid:pk>/clocks/<uuid:part>/certificate/", paper.on_paper(paper.CERTIFICATE), name="case_certificate"),
    path("<uuid:pk>/print/", paper.on_paper(paper.CASE), name="case_print"),
    path("<uuid:pk>/papers/<uuid:part>/", paper.on_paper(paper.DOCUMENT), name="case_paper"),
    path("<uuid:pk>/told/<uuid:part>/print/", paper.on_paper(paper.NOTICE), name="notice_print"),
    *abuse_urls.urlpatterns,
    *meeting_urls.urlpatterns,
]
