"""Addresses of this room."""

from django.urls import path

from tsunagu.introductions import views

app_name = "introductions"
urlpatterns = [
    path("people/<slug:key>/introduction/", views.ask, name="ask"),
    path("people/<slug:key>/introduction/way/", views.way, name="way"),
    path("desk/introductions/", views.introductions, name="introductions"),
    path("desk/introductions/<int:number>/", views.introduction, name="introduction"),
    path("desk/introductions/<int:number>/agree/", views.agree, name="agree"),
    path("desk/introductions/<int:number>/decline/", views.decline, name="decline"),
    path("desk/introductions/<int:number>/withdraw/", views.withdraw, name="withdraw"),
]
