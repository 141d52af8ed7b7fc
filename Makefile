# The two commands: make demo, make test. The rest is for those who work on the portal.
PYTHON ?=
RUN := .venv/bin/python
TESTERS ?= auto
PORT ?= 8000
ACTIONS ?= 20000
COUNTS ?= 24 100 400
MOBILITIES ?= 5000
REQUESTS ?= 10000
SEED ?= 1
export PORT

.PHONY: demo demo-reset test bench faults fuzz guide lint format setup lock messages secrets audit

demo: setup  ## start the portal with demonstration content on http://localhost:$(PORT)
	@exec $(RUN) manage.py demo

demo-reset: setup  ## delete the demonstration's data and start over
	@$(RUN) manage.py demo_reset
	@exec $(RUN) manage.py demo

test: setup  ## run the whole suite, in parallel, on PostgreSQL
	@$(RUN) -m pytest -n $(TESTERS) --dist worksteal $(ARGS)

audit: setup  ## ask whether known vulnerabilities stand against the locked packages
	@$(RUN) -m portal.deploy.audit requirements.txt requirements-dev.txt

bench: setup  ## print what pages cost with ACTIONS=20000 published and MOBILITIES=5000, and books of COUNTS="24 100 400" trial actions (many minutes)
	@$(RUN) -m tests.bench --pages $(ACTIONS) --mobilities $(MOBILITIES) --books $(COUNTS)

faults: setup  ## kill workers, restart the database, empty the broker and fill the disk while people work (some minutes)
	@$(RUN) -m tests.faults $(ARGS)

fuzz: setup  ## ask REQUESTS=10000 times what no page would ask; the same SEED asks the same (many minutes)
	@FUZZ_REQUESTS=$(REQUESTS) FUZZ_SEED=$(SEED) $(RUN) -m pytest -q -s -n 0 -p no:randomly tests/test_fuzz.py

guide: setup  ## take the pictures of the guide anew, from a demonstration that runs on http://localhost:$(PORT)
	@$(RUN) -m tests.support.guide http://localhost:$(PORT) $(SHOTS)

lint: setup  ## check the code without running it
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@git ls-files -z 'templates/**.html' | xargs -0 -r .venv/bin/djade --target-version 6.1 --check
	@.venv/bin/lint-imports
	@git ls-files portal/env.py portal/localdb.py '*/services.py' '*/services/*.py' '*/rules.py' '*/documents.py' | xargs $(RUN) -m mypy

format: setup  ## put code and templates in the shape that lint wants
	@$(RUN) -m ruff check --fix --exit-zero --quiet .
	@$(RUN) -m ruff format .
	@git ls-files -z 'templates/**.html' | xargs -0 -r .venv/bin/djade --target-version 6.1

setup:
	@PYTHON="$(PYTHON)" sh portal/deploy/setup.sh

lock: setup  ## resolve the versions anew and write them down with hashes
	@.venv/bin/uv pip compile --quiet --universal --python-version 3.12 --generate-hashes --no-emit-index-url --upgrade pyproject.toml -o requirements.txt
	@.venv/bin/uv pip compile --quiet --universal --python-version 3.12 --generate-hashes --no-emit-index-url --upgrade pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt
	@.venv/bin/uv pip compile --quiet --universal --python-version 3.12 --generate-hashes --no-emit-index-url --upgrade --group node -o requirements-node.txt
	@.venv/bin/uv pip compile --quiet --universal --python-version 3.12 --generate-hashes --no-emit-index-url --upgrade --no-deps --group pdfua -o requirements-pdfua.txt
	@npm install --package-lock-only --ignore-scripts

messages: setup  ## gather texts to translate into locale/en (needs GNU gettext)
	@command -v xgettext >/dev/null || { echo "GNU gettext is missing: sudo apt-get install -y gettext"; exit 1; }
	@$(RUN) manage.py makemessages --locale en --no-location --no-wrap --no-obsolete --ignore 'node_modules/*' --ignore 'data/*'
	@sed -i '/^"POT-Creation-Date:/d' locale/*/LC_MESSAGES/*.po

secrets:  ## write the secret files that docker-compose.yml mounts
	@sh portal/deploy/secrets.sh
