"""Turn a landing folder into an audited, published customer view: land → build → audit → publish.

    python scripts/run.py --landing landing/acme --as-of 2026-06-30 --warehouse warehouse/acme

Without --landing: the demo company, which is generated when it is missing. Without --warehouse: warehouse/<name of the
landing folder>. Without --as-of: the day that landing.yml names, else today.

Exit codes: 0 published, 1 audit failed, 2 build failed, 3 input rejected, 64 wrong call, 75 another run is active,
130 interrupted.
Whatever is not 0 leaves the last published view as it was.
"""

from __future__ import annotations

import argparse
import fcntl
import importlib.util
import logging
import os
import signal
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import FrameType
from typing import NoReturn

PROJECT = Path(__file__).resolve().parent.parent
PUBLISHED, AUDIT_FAILED, BUILD_FAILED, INPUT_REJECTED, WRONG_CALL, BUSY = 0, 1, 2, 3, 64, 75
INTERRUPTED = 130


class Busy(Exception):  # noqa: N818
    """Another run works on the same warehouse."""


class Parser(argparse.ArgumentParser):
    """Says a wrong call with the exit code of wrong calls."""

    def error(self, message: str) -> NoReturn:
        """End with a sentence."""
        self.exit(WRONG_CALL, f"{message}\n{self.format_usage()}")


def main(words: list[str] | None = None) -> int:
    """Run the line; returns the exit code."""
    call = parse(words)
    use_project_python()
    try:
        with lock(call.warehouse):
            start_log(call.warehouse)
            return run_line(call)
    except Busy as busy:
        print(busy, file=sys.stderr)
        return BUSY
    except OSError as error:
        print(f"The warehouse {call.warehouse} cannot be used: {error.strerror}.", file=sys.stderr)
        return WRONG_CALL


def parse(words: list[str] | None) -> argparse.Namespace:
    """Read the command line. Exits with 64 when it is wrong."""
    parser = Parser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--landing", type=Path, help="folder with the delivered files (default: the demo company)")
    parser.add_argument("--as-of", type=_day, metavar="YYYY-MM-DD", help="the day the view speaks of")
    parser.add_argument("--warehouse", type=Path, help="folder for everything that is made; one company each")
    call = parser.parse_args(words)
    call.landing = call.landing or PROJECT / "landing" / "demo"
    call.warehouse = call.warehouse or PROJECT / "warehouse" / (call.landing.resolve().name or "company")
    if call.warehouse.exists() and not call.warehouse.is_dir():
        parser.error(f"argument --warehouse: {call.warehouse} is no folder")
    if call.warehouse.resolve() == call.landing.resolve():
        parser.error("argument --warehouse: it must not be the landing folder")
    return call


def _day(word: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{word!r} is no date such as 2026-06-30") from None


def built(word: str) -> Path:
    """A warehouse of a command line that needs what a build has left."""
    if not (Path(word) / "build" / "build.duckdb").is_file():
        raise argparse.ArgumentTypeError(f"{word} holds no build. Run scripts/run.py first.")
    return Path(word)


def end_with_reader() -> None:
    """Let this process end without a word when whoever reads it has read enough (`| head`)."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)


def use_project_python() -> None:
    """Go on in the project's own environment when this interpreter lacks the libraries."""
    if importlib.util.find_spec("dbt") and importlib.util.find_spec("great_expectations"):
        return
    own = PROJECT / ".venv" / "bin" / "python"
    if own.exists() and Path(sys.prefix).resolve() != own.parent.parent.resolve():
        os.execv(own, [str(own), *sys.argv])
    sys.exit(
        "The libraries of this project are not installed here. Run `make build` once in its folder: it sets up .venv."
    )


@contextmanager
def lock(warehouse: Path) -> Iterator[None]:
    """Hold the warehouse for this run alone; the system lets go of it when the process ends, however it ends."""
    warehouse.mkdir(parents=True, exist_ok=True)
    with (warehouse / ".lock").open("a+", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(f"Another run is active on {warehouse}. Wait for it, then call again.") from None
        yield


class WithoutValues(logging.Formatter):
    """Tracebacks name places and the kind of error; its message may quote personal data, and stays out."""

    def formatException(self, fault: tuple) -> str:  # noqa: N802
        """Say where it broke, and with what kind of error."""
        kind, _, trace = fault
        return "".join(["Traceback (most recent call last):\n", *traceback.format_tb(trace), kind.__name__])


def start_log(warehouse: Path) -> None:
    """Keep what happened in <warehouse>/log/run.log: steps and tracebacks of this run."""
    (warehouse / "log").mkdir(exist_ok=True)
    log = logging.getLogger("line")
    for handler in list(log.handlers):
        handler.close()
        log.removeHandler(handler)
    handler = logging.FileHandler(warehouse / "log" / "run.log", mode="w", encoding="utf-8")
    handler.setFormatter(WithoutValues("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False


def run_line(call: argparse.Namespace) -> int:
    """Run the line, and say in sentences what kept it from publishing."""
    signal.signal(signal.SIGTERM, _interrupt)
    log, current = call.warehouse / "log" / "run.log", call.warehouse / "current"
    before, kept = current.resolve(), "Nothing was published; what was published before stays."
    import line  # only now is it certain that the libraries are there

    progress = line.Progress()
    try:
        line.run(line.Company(call.landing, call.warehouse, call.as_of), progress)
        return PUBLISHED
    except line.InputRejected as fault:
        code, said = INPUT_REJECTED, ["The input was rejected.", *fault.sentences[:20], kept]
        if len(fault.sentences) > 20:
            said.insert(-1, f"… and {len(fault.sentences) - 20} more.")
    except line.BuildFailed as fault:
        code, said = BUILD_FAILED, ["The build failed.", *fault.sentences, kept, f"Details: {log.parent}"]
    except line.AuditFailed as fault:
        code = AUDIT_FAILED
        said = ["The audit failed.", *fault.audited.sentences(), kept, f"In words: {call.warehouse / 'audit.html'}"]
        said.append(f"At the desk: {fault.command}")
    except line.StoreUnusable as fault:
        code, said = BUSY if fault.is_busy else BUILD_FAILED, [str(fault), kept]
    except KeyboardInterrupt:
        code, said = INTERRUPTED, [f"Interrupted during step {progress.now}.", kept]
    except Exception as error:  # the last resort: a sentence here, the traceback in the log
        logging.getLogger("line").exception("step %s", progress.now)
        reason = f"{type(error).__name__}" + (f", {error.strerror}" if isinstance(error, OSError) else "")
        code, said = BUILD_FAILED, [f"The step {progress.now} broke down ({reason}).", kept, f"Details: {log}"]
        if str(error) == "Query interrupted":  # what DuckDB makes of an interruption amid a query
            code, said = INTERRUPTED, [f"Interrupted during step {progress.now}.", kept]
    if current.resolve() != before:  # what broke, broke after the switch: tidying up, or the closing words
        code, said[said.index(kept)] = PUBLISHED, "The new view is published all the same."
    print("\n".join(["", *said]), file=sys.stderr)
    return code


def _interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
