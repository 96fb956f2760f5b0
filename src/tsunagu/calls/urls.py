"""Addresses of this room."""

from django.urls import path

from tsunagu.calls.views import keeping, reading

app_name = "calls"
urlpatterns = [
    path("calls/", reading.calls, name="calls"),
    path("calls/<slug:key>/", reading.call, name="call"),
    path("calls/<slug:key>/may-apply/", reading.may_apply, name="may_apply"),
    path("desk/calls/", keeping.desk, name="desk"),
    path("desk/calls/<slug:key>/", keeping.keep, name="keep"),
    path("desk/calls/<slug:key>/file/", keeping.file, name="file"),
]
