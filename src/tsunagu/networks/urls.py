"""Addresses of this room."""

from django.urls import path

from tsunagu.networks import views
from tsunagu.networks.views import graph, keeping, sheet

app_name = "networks"
urlpatterns = [
    path("networks/", views.networks, name="networks"),
    path("networks/alive/", views.alive, name="alive"),
    path("networks/graph/", graph.graph, name="graph"),
    path("networks/graph/<slug:shape>/", graph.graph_file, name="graph_file"),
    path("networks/map/", views.tile_map, name="map"),
    path("networks/regions/<str:code>/", views.region, name="region"),
    path("networks/<slug:key>/", views.network, name="network"),
    path("networks/<slug:key>/own/", keeping.own, name="own"),
    path("networks/<slug:key>/edit/", keeping.edit, name="edit"),
    path("networks/<slug:key>/members/", keeping.members, name="members"),
    path("networks/<slug:key>/members/sheet/", sheet.members_sheet, name="members_sheet"),
    path("networks/<slug:key>/members/upload/", sheet.upload, name="upload"),
]
