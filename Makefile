# Every command a person or CI needs. `make help` lists them.
.DEFAULT_GOAL := help
PY := .venv/bin/python

.PHONY: help
help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

.PHONY: lint
lint: ## Format, lint, types, import contracts
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports

.PHONY: lock
lock: ## Turn requirements*.in into exact versions with hashes
	$(PY) -m pip install -q 'uv~=0.13'
	.venv/bin/uv pip compile -q --generate-hashes --no-emit-index-url --universal --python-version 3.11 \
	  --custom-compile-command 'make lock' requirements.in -o requirements.txt
	.venv/bin/uv pip compile -q --generate-hashes --no-emit-index-url --universal --python-version 3.11 \
	  --custom-compile-command 'make lock' requirements-dev.in -o requirements-dev.txt
