"""Reporting, my reports, and files. A draft, a report and a file each have an opaque id."""

from django.urls import path

from heed.concerns.choices import Form
from heed.web.concerns import files, mine, people, placing, sending, telling

urlpatterns = [
    path("report/", placing.start, name="report"),
    path("report/incident/", placing.start, {"form": Form.INCIDENT}, name="incident_report"),
    path("report/early/", placing.start, {"form": Form.PREVENTATIVE}, name="early_report"),
    path("report/<uuid:draft>/", sending.go_on, name="report_continue"),
    path("report/<uuid:draft>/where/", placing.where, name="report_where"),
    path("report/<uuid:draft>/describe/", placing.describe, name="report_describe"),
    path("report/<uuid:draft>/danger/", telling.danger, name="report_danger"),
    path("report/<uuid:draft>/seen/", telling.seen, name="report_seen"),
    path("report/<uuid:draft>/incident/", telling.incident, name="report_incident"),
    path("report/<uuid:draft>/early/", telling.early, name="report_early"),
    path("report/<uuid:draft>/worry/", telling.worry, name="report_worry"),
    path("report/<uuid:draft>/who/", people.who, name="report_who"),
    path("report/<uuid:draft>/colleague/", people.colleague, name="report_colleague"),
    path("report/<uuid:draft>/done/", telling.done, name="report_done"),
    path("report/<uuid:draft>/behalf/", placing.behalf, name="report_behalf"),
    path("report/<uuid:draft>/check/", sending.check, name="report_check"),
    path("report/<uuid:draft>/delete/", sending.delete, name="report_delete"),
    path("report/<uuid:draft>/<slug:step>/keep/", sending.autosave, name="report_autosave"),
    path("reports/", mine.my_reports, name="my_reports"),
    path("reports/<uuid:pk>/", mine.report, name="my_report"),
    path("reports/<uuid:pk>/sent/", mine.sent, name="report_sent"),
    path("reports/<uuid:pk>/manager-told/", mine.manager_told, name="report_manager_told"),
    path("reports/<uuid:pk>/passed-on/", mine.passed_on, name="report_passed_on"),
    path("files/<uuid:pk>/", files.file, name="file"),
    path("files/<uuid:pk>/<slug:size>/", files.picture, name="picture"),
]
