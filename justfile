# What developers do often; `just` alone lists it. Everything goes through run.py, so nothing has to be installed first.

set windows-shell := ["powershell.exe", "-NoLogo", "-Command"]

python := if os() == "windows" { "python" } else { "python3" }

# uv may be the one that run.py has fetched
export PATH := env("PATH") + (if os() == "windows" { ";" } else { ":" }) + justfile_directory() / ".tools" / "bin"

_list:
    @just --list

# what CI runs: formatting, lint, types, tests
check:
    {{ python }} run.py test

# the tests, or some of them: just test -k plan
test *options:
    {{ python }} run.py test {{ options }}

# the demo meeting
demo *options:
    {{ python }} run.py demo {{ options }}

# the demo meeting with simulated guests: just phones 12
phones guests="12" *options:
    {{ python }} run.py demo --guests {{ guests }} {{ options }}

# the measurements of tests/bench
bench *options:
    {{ python }} run.py bench {{ options }}

# sixty people, twenty typing, a flood, a slow link, two kill -9: just afternoon --minutes 30
afternoon *options:
    uv run python -m tests.bench.afternoon {{ options }}

# so many kill -9 at the syncs of signatures, closings and erasings: just deaths 1000
deaths number="1000" *options:
    uv run python -m tests.faults deaths {{ number }} {{ options }}

# so many locks of the plan while twenty people type: just locks 1000
locks number="1000" *options:
    uv run python -m tests.faults locks {{ number }} {{ options }}

# so many random schedules of several writers: just schedules 10000
schedules number="10000":
    uv run python -m tests.faults schedules {{ number }}

# the two whole stories, the server killed after every deed and at random moments: just cases --seeds 5
cases *options:
    uv run python -m tests.stories {{ options }}

# every kind of Word file and its PDF, by other programs: just papers, just papers FILE.docx
papers *files:
    uv run python -m tests.peers.papers {{ files }}

# so many plans of any letters, through LibreOffice: just plans 200
plans number="10000" *options:
    uv run python -m tests.exports.plans {{ number }} {{ options }}

# so many random stories, with what must always hold after every command: just stories 5000
stories $SETKANI_STORIES="5000":
    {{ python }} run.py test tests/meeting/test_at_random.py --timeout=0

# puts the code in order as the checks want it
format:
    uv run ruff format
    uv run ruff check --fix

# the browser code alone, with this machine's Node
bundle:
    {{ python }} bundle.py

# known faults in the libraries we use (asks osv.dev and the npm registry); docs/libraries.md says how soon they are mended
audit:
    uv audit --no-dev
    npm audit --omit=dev

# a list of all libraries in the program, into two files: CycloneDX, and what npm says
inventory:
    uv export --no-dev --format cyclonedx1.5 --quiet --output-file setkani.cdx.json
    npm ls --all --omit=dev --package-lock-only --json > setkani-browser.json

# collects the texts from the code into the catalogues
messages:
    uv run pybabel extract --mapping pyproject.toml --no-location --sort-output --project setkani --output server/locales/messages.pot .
    uv run pybabel update --input-file server/locales/messages.pot --output-dir server/locales --domain messages --no-fuzzy-matching --ignore-pot-creation-date

# the pictures of the documentation, from the real program
pictures:
    uv run python -m tests.pictures

# the published JSON Schema of the record for machines, from its shape in the code
schema:
    uv run python -m exports.portable.shape

# what LibreOffice, Apache POI, xmlsec1 and openssl say of our seals (Debian; fetches Java and POI)
peers:
    uv run python -m tests.peers

# Caddy and nginx from the texts of docs/hosting.md, and a meeting behind each (Debian: apt install caddy nginx)
proxies:
    uv run python -m tests.peers.proxies

# Mozilla's Observatory and sslyze at a server behind nginx and at its own TLS (fetches both; Debian: apt install nginx)
scanners:
    uv run python -m tests.peers.scanners

# hostile people at real stories, so many spoilt messages: just hostile 10000
hostile number="1000000" *options:
    uv run python -m tests.hostile {{ number }} {{ options }}

# everything in everybody's hands, and the tables of who is given what written anew
matrix:
    uv run python -m tests.matrix

# every page of three stories, read by the W3C's checker (fetches it from npm; needs Java)
html:
    uv run python -m tests.peers.html
