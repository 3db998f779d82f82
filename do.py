#!/usr/bin/env python3
"""Run any chore of matchingspunt with nothing but Python: `python3 do.py help`.

The first call makes a virtual environment in `.venv`, installs the locked requirements
with their hashes, and then runs what was asked. Later calls start at once.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

HOME = Path(__file__).resolve().parent
VENV = HOME / ".venv"
STAMP = VENV / "installed.sha256"
LOCK = HOME / "requirements" / "development.txt"
OLDEST = (3, 11)
ADVISORIES = "https://api.osv.dev"
NOT_NOW = 75
"""What a chore returns that could not do anything: neither well nor wrong."""


def in_venv(program):
    """Return the path of a program of the virtual environment."""
    return str(VENV / ("Scripts" if os.name == "nt" else "bin") / program)


def run(*command, check=True):
    """Run a command in the project folder and return its exit code."""
    environment = {**os.environ, "PYTHONPATH": str(HOME / "src"), "PYTHONUTF8": "1"}
    code = subprocess.run(command, cwd=HOME, env=environment, check=False).returncode
    if check and code:
        raise SystemExit(code)
    return code


def become(*command, sources=("src",)):
    """Hand this process over to a command, so that signals reach it directly."""
    paths = os.pathsep.join(str(HOME / folder) for folder in sources)
    environment = {**os.environ, "PYTHONPATH": paths, "PYTHONUTF8": "1"}
    os.chdir(HOME)
    os.execvpe(command[0], command, environment)


def fingerprint():
    """Return a hash of what the environment is made of."""
    made_of = LOCK.read_bytes() + sys.version.encode() + str(HOME).encode()
    return hashlib.sha256(made_of).hexdigest()


def set_up():
    """Make the virtual environment, or leave it when it is up to date."""
    if STAMP.exists() and STAMP.read_text() == fingerprint():
        return
    print("Setting up .venv (once; about half a minute)...", flush=True)
    STAMP.unlink(missing_ok=True)
    if run(sys.executable, "-m", "venv", "--clear", str(VENV), check=False):
        shutil.rmtree(VENV, ignore_errors=True)
        raise SystemExit(
            "Python could not make a virtual environment. On Debian or Ubuntu run this once, then try again:\n"
            "    sudo apt install python3-venv"
        )
    python = in_venv("python")
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    with_uv = run(*pip, "--require-hashes", "-r", str(HOME / "requirements" / "uv.txt"), check=False) == 0
    installer = [in_venv("uv"), "pip", "install", "--quiet", "--python", python] if with_uv else pip
    run(*installer, "--require-hashes", "-r", str(LOCK))
    run(*installer, "--no-deps", "--editable", str(HOME))
    STAMP.write_text(fingerprint())


def matchingspunt(*arguments):
    """Become the command `matchingspunt`."""
    become(in_venv("python"), "-m", "matching", *arguments)


def demo(*arguments):
    """Fill an invented Parkstad, run a matching, and serve it (`--once`: stop after the matching)."""
    matchingspunt("demo", *arguments)


def serve(*arguments):
    """Start the service with a worker (`--help` shows the knobs)."""
    matchingspunt("serve", *arguments)


def test(*arguments):
    """Run every test (arguments go to pytest)."""
    become(in_venv("python"), "-m", "pytest", *arguments)


def check(*_):
    """Lint, types, floors of the house, drift of migrations and of the contract file."""
    steps = {
        "ruff check": [in_venv("ruff"), "check", "."],
        "ruff format": [in_venv("ruff"), "format", "--check", "."],
        "mypy": [in_venv("mypy")],
        "import contracts": [in_venv("lint-imports"), "--no-cache"],
        "migration drift": [in_venv("python"), "-m", "matching", "migrate", "--check"],
        "contract drift": [in_venv("python"), "-m", "matching", "openapi", "--check"],
    }
    failed = []
    for name, command in steps.items():
        print(f"--- {name}", flush=True)
        if run(*command, check=False):
            failed.append(name)
    if failed:
        raise SystemExit("check failed: " + ", ".join(failed))
    print("check passed")


def fix(*_):
    """Format, repair what the linter can repair, and write openapi.yaml and what is made of it anew."""
    run(in_venv("ruff"), "check", "--fix", ".", check=False)
    run(in_venv("ruff"), "format", ".")
    run(in_venv("python"), "-m", "matching", "openapi", "--output", "openapi.yaml")
    run(in_venv("python"), "tests/api/collection.py")
    run(in_venv("python"), "tests/docs/vera_page.py")


def client(*_):
    """Generate a typed Python client from openapi.yaml: a package in build/client."""
    tools, package = HOME / ".venv" / "client", HOME / "build" / "client"
    if not (tools / "bin" / "openapi-python-client").exists():
        run(in_venv("uv"), "venv", "--quiet", "--clear", str(tools))
        run(
            in_venv("uv"), "pip", "install", "--quiet", "--python", str(tools / "bin" / "python"),
            "--require-hashes", "-r", str(HOME / "requirements" / "client.txt"),
        )  # fmt: skip
    shutil.rmtree(package, ignore_errors=True)
    run(
        str(tools / "bin" / "openapi-python-client"), "generate", "--path", "openapi.yaml", "--meta", "setup",
        "--output-path", str(package), "--config", "requirements/client.yaml", "--fail-on-warning",
    )  # fmt: skip
    print(f"Install it where you need it: pip install {package.relative_to(HOME)}")


def mutants(*arguments):
    """Change the rules and their checkers a little, everywhere; a test has to notice (`--help`: the choices)."""
    become(in_venv("python"), "-m", "mutants", *arguments, sources=("src", "tests"))


def fuzz(*arguments):
    """Ask everything of the contract as every role, each on a fresh demo (`--help` shows the choices)."""
    become(in_venv("python"), "-m", "fuzz", *arguments, sources=("src", "tests"))


def press(*arguments):
    """Press Execute in Swagger UI, in Chromium, for every example as every role; or have axe judge all (`--axe`)."""
    become(in_venv("python"), "-m", "press", *arguments, sources=("src", "tests"))


def audit(*arguments):
    """Hold every locked requirement against the known vulnerabilities; needs the internet."""
    if not reachable(ADVISORIES):
        print(
            f"Nothing was audited: {ADVISORIES}, where known vulnerabilities are kept, can't be reached from here."
        )
        raise SystemExit(NOT_NOW)
    locked = [
        part for name in ("runtime", "development") for part in ("--requirement", f"requirements/{name}.txt")
    ]
    raise SystemExit(
        run(
            in_venv("uv"), "run", "--no-project", "--isolated", "--with-requirements", "requirements/audit.txt",
            "pip-audit", "--require-hashes", "--disable-pip", "--vulnerability-service", "osv", *locked, *arguments,
            check=False,
        )
    )  # fmt: skip


def reachable(address):
    """Tell whether anything answers at an address."""
    try:
        with urllib.request.urlopen(address, timeout=10):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def bench(*arguments):
    """Compare the solver with plain models, side by side (`--help` shows the choices), or `--load` the service."""
    become(in_venv("python"), "tests/bench/compare.py", *arguments)


def faults(*arguments):
    """Kill, freeze and restart the service while everybody writes; nothing may be lost (`--help`: the choices)."""
    become(in_venv("python"), "-m", "faults", *arguments, sources=("src", "tests"))


def lock(*_):
    """Resolve the requirements anew and write the hashes."""
    for name in ("runtime", "development", "audit", "client"):
        run(
            in_venv("uv"), "pip", "compile", "--quiet", "--universal", "--python-version", "3.11",
            "--generate-hashes", "--no-emit-index-url", "--no-header", "--upgrade",
            f"requirements/{name}.in", "-o", f"requirements/{name}.txt",
        )  # fmt: skip


CHORES = {
    chore.__name__: chore
    for chore in (demo, test, check, fix, serve, client, bench, mutants, faults, fuzz, press, audit, lock)
}


def show_help():
    """Print the chores, a line each."""
    print("python3 do.py <chore> [arguments]\n")
    for name, chore in CHORES.items():
        print(f"  {name:<7} {chore.__doc__.strip()}")
    print("\nThe service's own command, with more to it: .venv/bin/matchingspunt --help")


def main():
    """Find the chore, prepare the environment, go."""
    if sys.version_info < OLDEST:
        found, wanted = sys.version.split()[0], ".".join(map(str, OLDEST))
        raise SystemExit(f"matchingspunt needs Python {wanted} or newer; this is {found}.")
    name = sys.argv[1] if len(sys.argv) > 1 else "help"
    if name in ("help", "-h", "--help"):
        return show_help()
    if name not in CHORES:
        raise SystemExit(f"There is no chore '{name}'. Try: {', '.join(CHORES)}.")
    set_up()
    CHORES[name](*sys.argv[2:])
    return None


if __name__ == "__main__":
    main()
