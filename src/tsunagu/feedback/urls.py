"""Addresses of this room."""

from django.urls import path

from tsunagu.feedback import views

app_name = "feedback"
urlpatterns = [
    path("feedback/", views.feedback, name="feedback"),
    path("feedback/sent/", views.sent, name="sent"),
]
