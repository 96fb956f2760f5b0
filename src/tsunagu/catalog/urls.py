"""Addresses of this room."""

from django.urls import path

from tsunagu.catalog import views
from tsunagu.catalog.views import book, corrections, editions, upload

app_name = "catalog"
urlpatterns = [
    path("programs/", views.programs, name="programs"),
    path("programs/<slug:key>/", views.program, name="program"),
    path("programs/<slug:key>/own/", corrections.own, name="own"),
    path("programs/<slug:key>/edit/", corrections.edit, name="edit"),
    path("maps/", views.all_maps, name="maps"),
    path("maps/<slug:key>/", views.one_map, name="map"),
    path("may-apply/", views.may_apply, name="may_apply"),
    path("compare/", views.compare, name="compare"),
    path("shortlist/", views.shortlist, name="shortlist"),
    path("budgets/", views.budgets, name="budgets"),
    path("changes/", views.changes, name="changes"),
    path("contacts/", views.all_contacts, name="contacts"),
    path("calendar/", views.calls, name="calendar"),
    path("catalog.pdf", book.printed, name="book"),
    path("calendar.ics", views.ics, name="calendar_ics"),
    path("calendar.atom", views.atom, name="calendar_atom"),
    path("sources/", views.documents, name="sources"),
    path("sources/<slug:key>/", views.document, name="document"),
    path("sources/<slug:key>/<str:page>/", views.citation, name="citation"),
    path("desk/corrections/", corrections.every, name="corrections"),
    path("desk/corrections/<int:number>/", corrections.one, name="correction"),
    path("desk/corrections/<int:number>/approve/", corrections.approve, name="correction_approve"),
    path("desk/corrections/<int:number>/refuse/", corrections.refuse, name="correction_refuse"),
    path("desk/corrections/<int:number>/take-back/", corrections.take_back, name="correction_take_back"),
    path("desk/editions/", editions.every, name="editions"),
    path("desk/editions/upload/", upload.upload, name="upload"),
    path("desk/editions/sheet/", editions.shown_sheet, name="shown_sheet"),
    path("desk/editions/<int:number>/", editions.one, name="edition"),
    path("desk/editions/<int:number>/sheet/", editions.sheet, name="edition_sheet"),
    path("desk/editions/<int:number>/preview/", editions.preview, name="edition_preview"),
    path("desk/editions/<int:number>/publish/", editions.publish, name="edition_publish"),
    path("desk/editions/<int:number>/withdraw/", editions.withdraw, name="edition_withdraw"),
    path("desk/editions/<int:number>/drop/", editions.drop, name="edition_drop"),
]
