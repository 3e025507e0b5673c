"""The command line: thin commands, one place that turns errors into exit codes."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from typer import Context, TyperException

    from amends.errors import AmendsError

BUG = 1
INTERRUPTED = 130
PRECEDENCE = (INTERRUPTED, BUG, 2, 3, 5, 6, 4, 7, 10)
"""Of the exit codes that apply at once, the first one counts."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run amends and exit with the documented code; errors become one line on stderr."""
    given = [_readable(each) for each in (sys.argv[1:] if arguments is None else arguments)]
    _open_what_is_closed()
    _speak_utf8()
    _warn_in_one_line()
    try:
        code = program(given)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has seen enough (`| head`): not our error
        _drop_what_is_left()
        code = 0
    except OSError as error:
        _drop_what_is_left()
        _tell(_refused(error), as_json=_wants_json(given))
        code = BUG
    except KeyboardInterrupt:  # before the command had begun
        code = INTERRUPTED
    sys.exit(code)


def program(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; every error ends here."""
    from typer import Abort, TyperException

    from amends.cli.app import application
    from amends.errors import AmendsError

    try:
        run = application(arguments)
        return run(list(arguments), prog_name="amends", standalone_mode=False) or 0
    except AmendsError as error:
        _tell(error, as_json=_wants_json(arguments))
        return error.exit_code
    except (Abort, KeyboardInterrupt):
        return INTERRUPTED
    except TyperException as error:
        _tell(_usage(error), as_json=_wants_json(arguments))
        return error.exit_code
    except SystemExit as error:  # Typer's answer to a closed pipe
        if isinstance(error.__context__, BrokenPipeError):
            raise error.__context__ from None
        raise
    except BrokenPipeError:
        raise
    except Exception as error:
        if os.environ.get("AMENDS_DEBUG"):
            raise
        found = _refused(error) if isinstance(error, OSError) else _bug(error)
        _tell(found, as_json=_wants_json(arguments))
        return BUG


def foremost(codes: Iterable[int]) -> int:
    """Return the exit code that tells most of several; 0 if all are fine."""
    return min((code for code in codes if code), key=PRECEDENCE.index, default=0)


def _usage(error: TyperException) -> AmendsError:
    from amends.errors import UsageError

    context = getattr(error, "ctx", None)
    option = getattr(error, "option_name", None)
    hint = f"Try: {context.command_path} --help" if context else None
    if context and option and option in _of_all_commands(context):
        _, command = context.command_path.split(" ", 1)
        hint = f"It stands before the command: amends {option} … {command}"
    return UsageError(error.format_message(), hint=hint)


def _of_all_commands(context: Context) -> set[str]:
    """Return the options that stand before a command: none where the command is still missing."""
    root = context.find_root()
    if root is context:
        return set()
    return {name for option in root.command.params for name in option.opts}


def _bug(error: Exception) -> AmendsError:
    from amends.errors import AmendsError

    return AmendsError(
        f"this is a bug in amends: {type(error).__name__}: {error}",
        hint="Nothing of yours is lost. AMENDS_DEBUG=1 shows where; please report it.",
    )


def _refused(error: OSError) -> AmendsError:
    from amends.errors import AmendsError

    what = f"{error.filename}: {error.strerror}" if error.filename else error.strerror or str(error)
    return AmendsError(
        f"the system refuses: {what}",
        hint="Nothing of yours is lost. Is a disk full, a file protected, a limit reached?",
    )


def _tell(error: AmendsError, *, as_json: bool) -> None:
    with suppress(OSError):  # a log on a full disk: the exit code still says it
        _say(error, as_json=as_json)


def _say(error: AmendsError, *, as_json: bool) -> None:
    if as_json:
        from amends.outputs.json import dumps

        said = {
            "schema": "amends.error/1",
            "code": error.code,
            "message": error.message,
            "hint": error.hint,
        }
        print(dumps(said), file=sys.stderr)  # noqa: T201
        return
    from amends.cli.wrapping import columns, wrapped

    for line in (error.message, error.hint):
        if line:
            print(wrapped(harmless(line), columns(sys.stderr)), file=sys.stderr)  # noqa: T201


def harmless(text: str) -> str:
    """Keep escape sequences that came in from outside off the terminal."""
    return "".join(sign for sign in text if sign.isprintable() or sign == "\n")


def _wants_json(arguments: Sequence[str]) -> bool:
    return any(argument in {"--json", "--jsonl"} for argument in arguments)


def _warn_in_one_line() -> None:
    """Show a warning (a broken plug-in, say) as its text alone, without our file and line."""
    import warnings

    def show(message: Warning | str, *_: object, **__: object) -> None:
        print(harmless(str(message)), file=sys.stderr)  # noqa: T201

    warnings.showwarning = show


def _readable(argument: str) -> str:
    """Replace bytes that are no text: no database and no JSON could hold them."""
    return argument.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _open_what_is_closed() -> None:
    """Give a process that was started without its standard streams (`>&-`) empty ones."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            nothing = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115 — stays open
            setattr(sys, name, nothing)


def _drop_what_is_left() -> None:
    """Let what could not be written go nowhere, or Python tries again at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _speak_utf8() -> None:
    """Read and write UTF-8 whatever the locale: cron and Windows pipes offer less than that.

    What is no UTF-8 is replaced: no database and no JSON could hold it. Windows begins what it
    pipes with a mark that belongs to no text.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace")
