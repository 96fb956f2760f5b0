"""Addresses of this room."""

from django.urls import path

from tsunagu.indicators.views import keeping, reading

app_name = "indicators"
urlpatterns = [
    path("indicators/", reading.indicators, name="indicators"),
    path("indicators/<slug:key>/", reading.indicator, name="indicator"),
    path("indicators/<slug:key>/<slug:body>/", reading.series, name="series"),
    path("desk/indicators/", keeping.desk, name="desk"),
    path("desk/indicators/submit/", keeping.submit, name="submit"),
    path("desk/indicators/figures/<int:number>/correct/", keeping.correct, name="correct"),
    path("desk/indicators/figures/<int:number>/confirm/", keeping.confirm, name="confirm"),
    path("desk/indicators/figures/<int:number>/take-back/", keeping.take_back, name="take_back"),
]
