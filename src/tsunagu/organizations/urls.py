"""Addresses of this room."""

from django.urls import path

from tsunagu.organizations import views
from tsunagu.organizations.views import keeping, matches

app_name = "organizations"
urlpatterns = [
    path("organizations/", views.organizations, name="organizations"),
    path("organizations/registered/<str:number>/", views.registered, name="registered"),
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
    path("desk/matches/", matches.matches, name="matches"),
    path("desk/matches/<int:number>/", matches.match, name="match"),
    path("desk/matches/<int:number>/join/", matches.join, name="join"),
    path("desk/matches/<int:number>/part/", matches.part, name="part"),
    path("desk/matches/<int:number>/undo/", matches.undo, name="undo"),
]
