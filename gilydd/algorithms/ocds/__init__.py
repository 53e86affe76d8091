"""The Open Contracting Data Standard 1.1: read, validate, compile, understand and write contracting data.

    reading = read_files(["planning.json", "award.json"])     # NotOCDSError when a file is not OCDS at all
    problems = validate(reading)                               # against the vendored schemas, offline
    compilation = compile_releases(reading.releases)           # one Process an ocid and buyer
    said = summary(compilation.processes[0].compiled)          # money in pence, never floats

Nothing here uses the network. Standard: https://standard.open-contracting.org/1.1/en/
"""

from gilydd.algorithms.ocds.contradictions import contradictions
from gilydd.algorithms.ocds.merging import Compilation, Process, compile_releases
from gilydd.algorithms.ocds.money import Money, money, value_object
from gilydd.algorithms.ocds.packaging import InvalidPackageError, date_time, jsonable, release_package
from gilydd.algorithms.ocds.reading import (
    Document,
    NotOCDSError,
    Problem,
    Reading,
    SourcedRelease,
    read_files,
    read_text,
)
from gilydd.algorithms.ocds.standard import codelist, validate
from gilydd.algorithms.ocds.summary import ProcessSummary, summary

__all__ = [
    "Compilation",
    "Document",
    "InvalidPackageError",
    "Money",
    "NotOCDSError",
    "Problem",
    "Process",
    "ProcessSummary",
    "Reading",
    "SourcedRelease",
    "codelist",
    "compile_releases",
    "contradictions",
    "date_time",
    "jsonable",
    "money",
    "read_files",
    "read_text",
    "release_package",
    "summary",
    "validate",
    "value_object",
]
