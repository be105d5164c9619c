"""``civic-demo``: starts everything, plays the cases, checks their figures, stays up."""

# Only what is imported in no time, so that a wrong option or Ctrl-C is answered at once.
from __future__ import annotations

import argparse
import os
import signal
import sys
from pathlib import Path

from civic_stack.options import base_port, check_workspace

from civic_demo.sizes import SIZES


def main() -> int:
    """What :func:`civic_demo.running.run` says; 2 for a wrong option."""
    options = _options()
    # While nothing is started a Ctrl-C just ends us, without a trace of what was being imported.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from civic_demo.running import run

    return run(options)


def _options() -> argparse.Namespace:
    parser = _parser()
    options = parser.parse_args()
    if not options.play_only:
        check_workspace(parser, options.workspace)
        return options
    if options.url is None or options.secret_file is None:
        parser.error("--play-only needs --url and --secret-file")
    if not os.access(options.secret_file, os.R_OK):
        parser.error(f"--secret-file: {options.secret_file} cannot be read")
    return options


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="civic-demo", description=__doc__)
    parser.add_argument("--workspace", type=Path, default=Path.cwd())
    parser.add_argument(
        "--port", type=base_port, help="of the one address: that of kept data, else 8600"
    )
    parser.add_argument("--size", choices=SIZES, default="small")
    parser.add_argument(
        "--keep", action="store_true", help="keep the data, and go on with what was kept"
    )
    parser.add_argument("--once", action="store_true", help="play, check, stop")
    elsewhere = parser.add_argument_group("on a stack that is running already")
    elsewhere.add_argument("--play-only", action="store_true")
    elsewhere.add_argument("--url", help="its address, without a slash at the end")
    elsewhere.add_argument("--issuer", help="the demo issuer's address, as this client reaches it")
    elsewhere.add_argument(
        "--secret-file", type=Path, help="file with the secret of the client civic-demo"
    )
    elsewhere.add_argument("--insecure", action="store_true", help="any certificate will do")
    return parser


if __name__ == "__main__":
    sys.exit(main())
