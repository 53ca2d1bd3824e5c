"""The desk, a concern, what is done about it, and the actions that come of it. Opaque ids only."""

from django.urls import path

from heed.web.desk import actions, answering, asking, concern, deciding, desk, placing

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("loops/", desk.loops, name="loops"),
    path("actions/", actions.my_actions, name="my_actions"),
    path("actions/<uuid:pk>/", actions.action, name="action"),
    path("actions/<uuid:pk>/hand-on/", actions.hand_on, name="action_hand_on"),
    path("<uuid:pk>/", concern.concern, name="concern"),
    path("<uuid:pk>/acting/", asking.say_acting, name="concern_acting"),
    path("<uuid:pk>/advise/", asking.advise, name="concern_advise"),
    path("<uuid:pk>/withdraw/", asking.withdraw, name="concern_withdraw"),
    path("<uuid:pk>/skills/", asking.skills, name="concern_skills"),
    path("<uuid:pk>/lead/", asking.ask_the_lead, name="concern_lead"),
    path("<uuid:pk>/close/", asking.close, name="concern_close"),
    path("<uuid:pk>/reopen/", asking.reopen, name="concern_reopen"),
    path("<uuid:pk>/decide/", deciding.decide, name="concern_decide"),
    path("<uuid:pk>/action/", deciding.another_action, name="concern_action"),
    path("<uuid:pk>/answer/", answering.answer, name="concern_answer"),
    path("<uuid:pk>/nobody/", asking.nobody_to_answer, name="concern_nobody"),
    path("<uuid:pk>/place/", placing.place, name="concern_place"),
    path("<uuid:pk>/not-in-the-register/", placing.cannot_place, name="concern_cannot_place"),
    path("places/<uuid:pk>/undo/", placing.undo, name="placement_undo"),
    path("people/<uuid:pk>/", placing.confirm, name="involved_confirm"),
]
