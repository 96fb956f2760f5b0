"""All addresses. Japanese pages stand at the root, English ones under /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib.sitemaps.views import sitemap
from django.urls import URLPattern, include, path, re_path

from tsunagu import rooms
from tsunagu.api import endpoints
from tsunagu.api.urls import api, nothing_here
from tsunagu.kernel import policies
from tsunagu.kernel.policies import Lane, Policy
from tsunagu.kernel.rendering import page, promising
from tsunagu.web import operating, views
from tsunagu.web.sitemaps import SITEMAPS

# Operations of the API that must never wait, and those that give a whole table.
_POLICIES = {"health": policies.QUICK, "bulk": policies.HEAVY_PAGE, "bulk_table": policies.HEAVY_PAGE}
_watched = promising(Policy(everybody=True, lane=Lane.QUICK))  # what monitors ask, which is never kept


def _operations() -> tuple[list[URLPattern], str, str]:
    """The addresses of the API, with what they promise: those for everybody are for reading, as the pages."""
    patterns, app, namespace = api.urls
    operations = [pattern for pattern in patterns if isinstance(pattern, URLPattern)]
    for operation in operations:
        operation.callback = promising(_policy(operation))(operation.callback)
    return operations, app, namespace


def _policy(address: URLPattern) -> Policy:
    """The promise of an endpoint: its own, or that of its place on the list of those for everybody; else none."""
    operations = endpoints.by_route(api.default_router).get(endpoints.plain(str(address.pattern)), [])
    if own := endpoints.own(operations):
        return own
    if endpoints.are_open(operations):  # also what stands there without one: the document and the root
        return _POLICIES.get(str(address.name), policies.PAGE)
    return policies.STRICTEST


urlpatterns = [
    path("health", _watched(operating.health), name="health"),
    path("ready", _watched(operating.ready), name="ready"),
    path("metrics", _watched(operating.metrics), name="metrics"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", page(sitemap), {"sitemaps": SITEMAPS}, name="sitemap"),
    path("api/v1/", _operations()),
    re_path("^api(?:/.*)?$", promising(policies.PAGE)(nothing_here), name="api"),
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
