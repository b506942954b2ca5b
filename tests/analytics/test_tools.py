"""What an analysis may use in this process: loaded once, left out when it is not there or damaged."""

import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project

from analytics import tools
from analytics.insight import provision


def test_the_model_is_loaded_once() -> None:
    if provision.find(project.MODELS_DIR) is None:
        pytest.skip("the model of meaning is not installed: manage.py models --ensure meaning")
    assert tools.embedder() is tools.embedder()


def test_without_the_model_there_is_none_until_it_is_installed(settings: Any, tmp_path: Path) -> None:
    settings.MODELS_DIR = tmp_path
    assert tools.tools().embedder is None


def test_a_damaged_model_is_not_used_and_the_log_says_what_to_do(
    settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings.MODELS_DIR = tmp_path
    (tmp_path / provision.NAME).mkdir()
    with caplog.at_level(logging.WARNING, logger="analytics.tools"):
        assert tools.embedder() is None
    assert "manage.py models --ensure meaning" in caplog.text


def test_texts_are_read_in_order_with_names_and_word_forms() -> None:
    first, second = tools.parse(["Maria Lopez called from Berlin.", "The pipes were leaking."])
    assert {(name.text, name.label_) for name in first.ents} >= {("Maria Lopez", "PERSON"), ("Berlin", "GPE")}
    assert [word.lemma_ for word in second][1:4] == ["pipe", "be", "leak"]
    assert tools.parse([]) == []


def test_a_process_that_analyses_nothing_does_not_load_spacy() -> None:
    script = "import sys, django; django.setup(); import analytics.stages; print('spacy' in sys.modules)"
    environment = {"DJANGO_SETTINGS_MODULE": "audiapro.settings", "DATA_DIR": str(project.DATA_DIR)}
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=project.BASE_DIR, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "False"
