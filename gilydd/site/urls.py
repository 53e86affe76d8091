"""All addresses: /cy/… and /en/… are the same pages; /c/<community>/<room>/… lie below both."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from gilydd.chain import calendar, widgets
from gilydd.site import api, views

handler400 = "gilydd.site.views.bad_request"
handler403 = "gilydd.site.views.not_allowed"
handler404 = "gilydd.site.views.not_found"
handler500 = "gilydd.site.views.broken"

urlpatterns = [
    path("health/", views.health, name="health"),
    path("", views.front, name="front"),
    path("api/v1/", include((api.addresses(), "api"))),
    path("calendar/<str:secret>.ics", calendar.feed, name="calendar_feed"),
    path("calendar/groups/<str:group_secret>.ics", calendar.group_feed, name="group_feed"),
    path("oruk/<slug:community>/<str:lang>/", include("gilydd.services.oruk_urls")),
    path("ocds/<slug:community>/", include("gilydd.commissioning.ocds_urls")),
    path("widgets/<slug:community>/<str:lang>/<str:widget>/", widgets.widget, name="widget"),
    *i18n_patterns(
        path("", include("gilydd.site.pages")),
        path("", include("gilydd.people.account_urls")),
        path("ui/", include("gilydd.ui.urls")),
        path("people/", include("gilydd.people.own_urls")),
        path("c/<slug:community>/people/", include("gilydd.people.urls")),
        path("c/<slug:community>/safety/", include("gilydd.safety.urls")),
        path("c/<slug:community>/assets/", include("gilydd.assets.urls")),
        path("c/<slug:community>/exchange/", include("gilydd.exchange.urls")),
        path("c/<slug:community>/deciding/", include("gilydd.deciding.urls")),
        path("c/<slug:community>/delivering/", include("gilydd.delivering.urls")),
        path("c/<slug:community>/peers/", include("gilydd.peers.urls")),
        path("c/<slug:community>/partnerships/", include("gilydd.partnerships.urls")),
        path("c/<slug:community>/designing/", include("gilydd.designing.urls")),
        path("c/<slug:community>/commissioning/", include("gilydd.commissioning.urls")),
        path("c/<slug:community>/surveys/", include("gilydd.surveys.urls")),
        path("c/<slug:community>/stories/", include("gilydd.stories.urls")),
        path("c/<slug:community>/evaluating/", include("gilydd.evaluating.urls")),
        path("c/<slug:community>/services/", include("gilydd.services.urls")),
        path("c/<slug:community>/chain/", include("gilydd.chain.urls")),
        prefix_default_language=True,
    ),
]
