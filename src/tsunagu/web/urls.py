"""All addresses. Japanese pages stand at the root, English ones under /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from tsunagu import rooms
from tsunagu.api.urls import api, nothing_here
from tsunagu.web import operating, views
from tsunagu.web.sitemaps import SITEMAPS

urlpatterns = [
    path("health", operating.health, name="health"),
    path("ready", operating.ready, name="ready"),
    path("metrics", operating.metrics, name="metrics"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("api/v1/", api.urls),
    path("api/<path:rest>", nothing_here),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("about/", views.about, name="about"),
        path("operator/", views.operator, name="operator"),
        path("terms/", views.terms, name="terms"),
        *(path("", include(room.urls)) for room in rooms.ROOMS if room.urls),
        prefix_default_language=False,
    ),
]

handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
handler500 = views.server_error
