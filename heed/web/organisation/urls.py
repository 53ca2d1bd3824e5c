"""Colleagues, posts, schemes, the group, signatures, handing over."""

from django.urls import path

from heed.web.organisation import access, colleague, directory, handing_over, places, signatures, skills, staff_list, views

urlpatterns = [
    path("", views.colleagues, name="organisation"),
    path("narrow/", views.narrow, name="colleagues_narrow"),
    path("colleagues/new/", views.add, name="colleague_add"),
    path("colleagues/<int:pk>/", colleague.colleague, name="colleague"),
    path("colleagues/<int:pk>/change/", colleague.change, name="colleague_change"),
    path("colleagues/<int:pk>/post/", colleague.propose, name="colleague_post"),
    path("colleagues/<int:pk>/away/", colleague.away, name="colleague_away"),
    path("colleagues/<int:pk>/new-password/", colleague.reset, name="colleague_reset"),
    path("colleagues/<int:pk>/leave/", colleague.leave, name="colleague_leave"),
    path("posts/<int:pk>/end/", colleague.end_post, name="post_end"),
    path("schemes/", places.schemes, name="schemes"),
    path("schemes/<int:pk>/", places.scheme, name="scheme"),
    path("places/", places.places, name="places"),
    path("group/", places.group, name="group"),
    path("group/duty/<int:pk>/remove/", places.remove_duty, name="duty_remove"),
    path("group/skills/", skills.members, name="group_skills"),
    path("group/skills/<int:pk>/", skills.change, name="change_skills"),
    path("list/", staff_list.staff_list, name="staff_list"),
    path("access/", access.review, name="access_review"),
    path("access/posts/<int:pk>/end/", access.end_post, name="access_end_post"),
    path("access/lines/<uuid:pk>/end/", access.end_line, name="access_end_line"),
    path("directory/", directory.directory, name="directory"),
    path("directory/<int:pk>/end/", directory.end, name="directory_end"),
    path("signatures/", signatures.signatures, name="signatures"),
    path("signatures/<int:pk>/", signatures.answer, name="signature"),
    path("handing-over/", handing_over.leavers, name="leavers"),
    path("handing-over/<int:pk>/", handing_over.hand_over, name="hand_over"),
]
