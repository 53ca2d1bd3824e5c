"""Households: find one, see it whole, note, keep people safe, print, and who may see it. Opaque ids only."""

from django.urls import path

from heed.web.households import access, elsewhere, glass, notes, paper, people, searching, views

H = "<uuid:pk>/"
urlpatterns = [
    path("", searching.households, name="households"),
    path("search/", searching.search, name="search"),
    path("break-glass/", glass.break_glass, name="break_glass"),
    path("broken-glass/", glass.broken, name="broken_glass"),
    path("broken-glass/<uuid:pk>/", glass.review, name="review_glass"),
    path(H, views.household, name="household"),
    path(H + "words/", views.words, name="household_words"),
    path(H + "note/", notes.note, name="note"),
    path(H + "entries/<uuid:entry>/", notes.entry, name="entry"),
    path(H + "entries/<uuid:entry>/correct/", notes.correct, name="correct"),
    path(H + "people/", people.people, name="household_people"),
    path(H + "people/add/", people.add_person, name="add_person"),
    path(H + "people/relate/", people.relate, name="relate"),
    path(H + "people/<uuid:person>/safe-contact/", people.safe_contact, name="safe_contact"),
    path(H + "people/<uuid:person>/place/", people.place, name="change_place"),
    path(H + "people/<uuid:person>/new-address/", elsewhere.new_address, name="new_address"),
    path(H + "people/<uuid:person>/new-address/take-out/", elsewhere.take_out, name="take_out_new_address"),
    path(H + "people/<uuid:person>/same-person/", elsewhere.link, name="link_person"),
    path(H + "people/links/<uuid:link>/undo/", elsewhere.undo_link, name="undo_link"),
    path(H + "flags/raise/", people.raise_flag, name="flag"),
    path(H + "flags/<uuid:flag>/lift/", people.lift_flag, name="lift_flag"),
    path(H + "print/", paper.print_household, name="print_household"),
    path(H + "who-has-looked/", access.who_looked, name="who_looked"),
    path(H + "let-in/", access.let_in, name="let_in"),
    path(H + "let-in/<uuid:line>/end/", access.end, name="end_let_in"),
    path(H + "sensitive/", access.sensitive, name="sensitive"),
]
