"""Addresses of the open data, below /oruk/<community>/<lang>/ without a language before it."""

from django.urls import path

from . import oruk_views as views

app_name = "oruk"
urlpatterns = [
    path("", views.about, name="about"),
    path("services", views.services, name="services"),
    path("services/<uuid:service_key>", views.service, name="service"),
    path("taxonomies", views.taxonomies, name="taxonomies"),
    path("taxonomies/<uuid:taxonomy_key>", views.taxonomy, name="taxonomy"),
    path("taxonomy_terms", views.taxonomy_terms, name="taxonomy_terms"),
    path("taxonomy_terms/<uuid:term_key>", views.taxonomy_term, name="taxonomy_term"),
    path("service_at_locations", views.service_at_locations, name="service_at_locations"),
    path("service_at_locations/<uuid:at_key>", views.service_at_location, name="service_at_location"),
    path("organizations", views.organizations, name="organizations"),
    path("organizations/<uuid:organization_key>", views.organization, name="organization"),
]
