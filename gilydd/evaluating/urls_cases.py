"""Addresses of the library of cases, below /c/<community>/evaluating/."""

from django.urls import path

from .views import cases

paths = [
    path("cases/", cases.cases, name="cases"),
    path("cases/data.json", cases.cases_data, name="cases_data"),
    path("cases/begin/", cases.case_begin, name="case_begin"),
    path("cases/files/", cases.case_files_new, name="case_files"),
    path("cases/files/<int:case_file>/", cases.case_file, name="case_file"),
    path("cases/of/<int:turn>/", cases.case_tell, name="case_tell"),
    path("cases/<int:told_case>/", cases.case, name="case"),
    path("cases/<int:told_case>/data.json", cases.case_data, name="case_data"),
    path("cases/<int:draft_case>/agree/", cases.case_agree, name="case_agree"),
    path("cases/<int:draft_case>/heard/", cases.case_write_down, name="case_write_down"),
    path("cases/<int:draft_case>/publish/", cases.case_publish, name="case_publish"),
    path("cases/<int:told_case>/withdraw/", cases.case_withdraw, name="case_withdraw"),
]
