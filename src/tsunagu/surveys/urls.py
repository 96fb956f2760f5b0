"""Addresses of this room."""

from django.urls import path

from tsunagu.surveys.views import keeping, reading

app_name = "surveys"
urlpatterns = [
    path("surveys/", reading.surveys, name="surveys"),
    path("surveys/<slug:key>/", reading.survey, name="survey"),
    path("desk/surveys/", keeping.desk, name="desk"),
    path("desk/surveys/<slug:key>/", keeping.keep, name="keep"),
]
