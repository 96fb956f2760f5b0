"""Addresses of this room."""

from django.urls import path

from tsunagu.feedback.views import inbox, letters

app_name = "feedback"
urlpatterns = [
    path("feedback/", letters.feedback, name="feedback"),
    path("feedback/sent/", letters.sent, name="sent"),
    path("feedback/inbox/", inbox.inbox, name="inbox"),
    path("feedback/inbox/<int:number>/", inbox.message, name="message"),
]
