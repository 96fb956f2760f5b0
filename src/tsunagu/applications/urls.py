"""Addresses of this room."""

from django.urls import path

from tsunagu.applications.views import drafting, receiving

app_name = "applications"
urlpatterns = [
    path("desk/applications/", drafting.applications, name="applications"),
    path("desk/applications/new/<slug:key>/", drafting.begin, name="begin"),
    path("desk/applications/<int:number>/", drafting.application, name="application"),
    path("desk/applications/<int:number>/autosave/", drafting.autosave, name="autosave"),
    path("desk/applications/<int:number>/submit/", drafting.submit, name="submit"),
    path("desk/applications/<int:number>/receipt/", receiving.receipt, name="receipt"),
    path("desk/received/", receiving.called, name="called"),
    path("desk/calls/<slug:key>/applications/", receiving.received, name="received"),
    path("desk/submissions/<int:number>/", receiving.submission, name="submission"),
]
