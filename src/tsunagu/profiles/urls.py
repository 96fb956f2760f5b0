"""Addresses of this room."""

from django.urls import path

from tsunagu.profiles.views import claims, entry

app_name = "profiles"
urlpatterns = [
    path("desk/entry/", entry.entry, name="entry"),
    path("desk/entry/edit/", entry.edit, name="edit"),
    path("desk/entry/posts/", entry.posts, name="posts"),
    path("desk/entry/consent/", entry.consent, name="consent"),
    path("desk/entry/preview/", entry.preview, name="preview"),
    path("desk/entry/export/", entry.export, name="export"),
    path("desk/entry/remove/", entry.remove, name="remove"),
    path("desk/entry/begin/", entry.begin, name="begin"),
    path("desk/entry/claim/", claims.ask, name="ask"),
    path("people/<slug:key>/claim/way/", claims.way, name="way"),
    path("desk/claims/", claims.claims, name="claims"),
    path("desk/claims/<int:number>/", claims.claim, name="claim"),
    path("desk/claims/<int:number>/confirm/", claims.confirm, name="confirm"),
    path("desk/claims/<int:number>/refuse/", claims.refuse, name="refuse"),
    path("desk/claims/<int:number>/take-back/", claims.take_back, name="take_back"),
    path("desk/claims/<int:number>/withdraw/", claims.withdraw, name="withdraw"),
]
