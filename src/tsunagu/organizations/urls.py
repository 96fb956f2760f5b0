"""Addresses of this room."""

from django.urls import path

from tsunagu.organizations import views
from tsunagu.organizations.views import entries, keeping, matches

app_name = "organizations"
urlpatterns = [
    path("organizations/", views.organizations, name="organizations"),
    path("organizations/registered/<str:number>/", views.registered, name="registered"),
    path("organizations/classes/", views.classes, name="classes"),
    path("organizations/criteria/<slug:key>/", views.criteria, name="criteria"),
    path("organizations/<slug:key>/", views.organization, name="organization"),
    path("organizations/<slug:key>/own/", keeping.own, name="own"),
    path("organizations/<slug:key>/edit/", keeping.edit, name="edit"),
    path("organizations/<slug:key>/units/", keeping.units, name="units"),
    path("organizations/<slug:key>/windows/", keeping.windows, name="keep_windows"),
    path("windows/<int:number>/edit/", keeping.window, name="window"),
    path("regions/", views.regions, name="regions"),
    path("regions/<str:code>/", views.region, name="region"),
    path("regions/<str:code>/<str:number>/", views.municipality, name="municipality"),
    path("people/<slug:key>/", views.person, name="person"),
    path("windows/", views.windows, name="windows"),
    path("desk/matches/", matches.BODIES.list, name="matches"),
    path("desk/matches/<int:number>/", matches.BODIES.one, name="match"),
    path("desk/matches/<int:number>/join/", matches.BODIES.join, name="match_join"),
    path("desk/matches/<int:number>/part/", matches.BODIES.part, name="match_part"),
    path("desk/matches/<int:number>/undo/", matches.BODIES.undo, name="match_undo"),
    path("desk/matches/people/entries/", entries.joining, name="joining"),
    path("desk/matches/people/entries/part/", entries.parting, name="parting"),
    path("desk/matches/people/", matches.PEOPLE.list, name="person_matches"),
    path("desk/matches/people/<int:number>/", matches.PEOPLE.one, name="person_match"),
    path("desk/matches/people/<int:number>/join/", matches.PEOPLE.join, name="person_match_join"),
    path("desk/matches/people/<int:number>/part/", matches.PEOPLE.part, name="person_match_part"),
    path("desk/matches/people/<int:number>/undo/", matches.PEOPLE.undo, name="person_match_undo"),
]
