"""Addresses of impact maps and proxies, below /c/<community>/evaluating/."""

from django.urls import path

from .views import sroi, sroi_files, sroi_lines

paths = [
    path("impact/", sroi.impact_maps, name="impact_maps"),
    path("impact/new/", sroi.impact_map_new, name="impact_map_new"),
    path("impact/<int:impact_map>/", sroi.impact_map, name="impact_map"),
    path("impact/<int:impact_map>/change/", sroi.impact_map_change, name="impact_map_change"),
    path("impact/<int:impact_map>/sheet/", sroi.impact_sheet, name="impact_sheet"),
    path("impact/<int:impact_map>/versions/", sroi.impact_versions, name="impact_versions"),
    path("impact/<int:impact_map>/people/", sroi.impact_editors, name="impact_editors"),
    path("impact/<int:impact_map>/open/", sroi.impact_open, name="impact_open"),
    path("impact/<int:impact_map>/publish/", sroi.impact_publish, name="impact_publish"),
    path("impact/<int:impact_map>/continue/", sroi.impact_continue, name="impact_continue"),
    path("impact/<int:impact_map>/numbers/<slug:kind>/", sroi_files.impact_numbers, name="impact_numbers"),
    path("impact/<int:impact_map>/map.json", sroi_files.impact_json, name="impact_json"),
    path("impact/<int:impact_map>/file/", sroi_files.impact_file, name="impact_file"),
    path("impact/editors/<int:map_editor>/end/", sroi.impact_editor_end, name="impact_editor_end"),
    path("impact/lines/<int:map_line>/", sroi_lines.impact_line, name="impact_line"),
    path("impact/lines/<int:map_line>/change/", sroi_lines.impact_line_change, name="impact_line_change"),
    path("impact/lines/<int:map_line>/proxy/", sroi_lines.impact_line_proxy, name="impact_line_proxy"),
    path("impact/lines/<int:map_line>/evidence/", sroi_lines.impact_evidence_new, name="impact_evidence_new"),
    path("impact/lines/<int:map_line>/comment/", sroi_lines.impact_line_comment, name="impact_line_comment"),
    path(
        "impact/evidence/<int:line_evidence>/end/", sroi_lines.impact_evidence_end, name="impact_evidence_end"
    ),
    path("impact/files/<int:sroi_file>/", sroi_files.sroi_file, name="sroi_file"),
    path("proxies/", sroi_files.proxy_sets, name="proxy_sets"),
    path("proxies/new/", sroi_files.proxy_set_new, name="proxy_set_new"),
    path("proxies/<int:proxy_set>/", sroi_files.proxy_set, name="proxy_set"),
]
