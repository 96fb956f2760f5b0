"""Addresses of this room."""

from django.urls import path

from tsunagu.sheets.views import answering, versions

app_name = "sheets"
urlpatterns = [
    path("desk/sheets/", versions.versions, name="versions"),
    path("desk/sheets/new/", versions.new, name="new"),
    path("desk/sheets/<int:number>/", versions.version, name="version"),
    path("desk/sheets/<int:number>/questions/", versions.change, name="change"),
    path("desk/sheets/<int:number>/state/", versions.state, name="state"),
    path("desk/responses/", answering.responses, name="responses"),
    path("desk/responses/<int:number>/", answering.response, name="response"),
    path("desk/responses/<int:number>/autosave/", answering.autosave, name="autosave"),
    path("desk/responses/<int:number>/file/", answering.file, name="file"),
    path("desk/responses/<int:number>/upload/", answering.upload, name="upload"),
    path("desk/responses/<int:number>/submit/", answering.submit, name="submit"),
]
