"""`gilydd ocds validate|compile FILE…` without the console around it."""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gilydd.site.tools import ocds

REPOSITORY = Path(__file__).parents[2]
EXAMPLE = sorted((REPOSITORY.parent / "shared" / "data" / "ocds" / "fictional-example").glob("*.json"))


def run(*words: Any) -> dict[str, Any]:
    parser = argparse.ArgumentParser()
    ocds.add_arguments(parser)
    return ocds.run(parser.parse_args([str(word) for word in words]))


def test_the_fictional_example_is_here():
    assert len(EXAMPLE) == 6


def test_validate_tells_files_releases_errors_warnings_and_a_verdict():
    result = run("validate", *EXAMPLE)
    assert list(result) == ["files", "releases", "errors", "warnings", "valid"]
    assert (result["files"], result["releases"]) == ([str(path) for path in EXAMPLE], 6)
    assert (result["errors"], result["valid"]) == ([], True)
    assert [list(warning) for warning in result["warnings"]] == [["file", "path", "what", "message"]] * 8
    assert "award-above-tender" in [warning["what"] for warning in result["warnings"]]
    json.dumps(result)


def test_data_that_breaks_the_standard_is_a_result_not_a_failure(tmp_path):
    file = tmp_path / "broken.json"
    body = json.loads(EXAMPLE[0].read_text())
    del body["releases"][0]["ocid"]
    file.write_text(json.dumps(body))
    result = run("validate", file)
    assert result["valid"] is False
    told = [(error["path"], error["what"]) for error in result["errors"]]
    assert told == [("/releases/0", "missing-field"), ("/releases/0", "release-left-out")]


def test_compile_gives_the_compiled_release_and_its_summary():
    result = run("compile", *reversed(EXAMPLE))
    (process,) = result["processes"]
    assert (process["ocid"], process["buyer"]) == ("ocds-213czf-000-00001", "London Borough of Barnet")
    assert len(process["releases"]) == 6
    assert process["compiled"]["tender"]["tenderPeriod"]["endDate"] == "2010-04-08T18:00:00Z"
    assert process["summary"]["tender"]["value"] == {"minor_units": 110000000, "currency": "GBP"}
    assert process["summary"]["contracts"][0]["transactions"][0]["date"] == "2010-08-01T00:00:00Z"
    json.dumps(result)


def test_what_is_not_ocds_is_a_value_error_of_one_line(tmp_path):
    file = tmp_path / "list.json"
    file.write_text('{"shopping": ["bread"]}')
    with pytest.raises(ValueError, match="is not OCDS; expected a release") as refused:
        run("validate", file)
    assert "\n" not in str(refused.value)


def test_a_missing_file_is_an_os_error(tmp_path):
    with pytest.raises(OSError, match=r"nowhere\.json"):
        run("validate", tmp_path / "nowhere.json")


def test_an_action_and_a_file_are_needed():
    with pytest.raises(SystemExit):
        run("validate")
    with pytest.raises(SystemExit):
        run()


def test_importing_the_tool_loads_no_schema_library():
    heavy = "('jsonschema', 'ocdsmerge', 'django')"
    code = f"import sys, gilydd.site.tools.ocds; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=REPOSITORY, check=True
    )
    assert done.stdout.strip() == "[]"
