"""Addresses of this room."""

from django.urls import path

from tsunagu.governance.views import reading, recording

app_name = "governance"
urlpatterns = [
    path("governance/", reading.points, name="points"),
    path("governance/points/<slug:key>/", reading.point, name="point"),
    path("governance/meetings/<slug:key>/", reading.meeting, name="meeting"),
    path("governance/bodies/", reading.bodies, name="bodies"),
    path("governance/bodies/<slug:key>/", reading.body, name="body"),
    path("governance/documents/", reading.documents, name="documents"),
    path("governance/milestones/", reading.milestones, name="milestones"),
    path("desk/governance/", recording.desk, name="desk"),
    path("desk/governance/bodies/<slug:key>/meeting/", recording.record_meeting, name="record_meeting"),
    path("desk/governance/bodies/<slug:key>/point/", recording.record_point, name="record_point"),
    path("desk/governance/points/<slug:key>/answer/", recording.record_answer, name="record_answer"),
    path("desk/governance/meetings/<slug:key>/remove/", recording.remove_meeting, name="remove_meeting"),
    path("desk/governance/points/<slug:key>/remove/", recording.remove_point, name="remove_point"),
    path("desk/governance/answers/<int:number>/remove/", recording.remove_answer, name="remove_answer"),
]
