"""An installed command that is kept loaded, so that trying many examples does not load it anew.

``serve`` loads a command's own entry point and forks for each call; ``call`` stands in for the
command on PATH: it hands over its arguments, environment, folder and streams, and ends as it ends.
"""

import json
import os
import socket
import sys
import traceback


def call(name: str, arguments: list[str]) -> int:
    """The exit code of the command with these arguments, on our own input and outputs."""
    with socket.socket(socket.AF_UNIX) as to:
        to.connect(f"\0{name}")
        asked = {"arguments": arguments, "environment": dict(os.environ), "folder": os.getcwd()}
        message = json.dumps(asked).encode()
        socket.send_fds(to, [len(message).to_bytes(4, "big")], [0, 1, 2])
        to.sendall(message)
        return int(to.recv(16) or b"1")


def serve(name: str, command: str) -> None:
    """Answers calls, one after the other, until it is ended."""
    from importlib.metadata import entry_points

    (found,) = entry_points(group="console_scripts", name=command)
    main = found.load()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(f"\0{name}")
        listening.listen()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while True:
            asking, _ = listening.accept()
            with asking:
                asking.sendall(str(_forked(main, asking)).encode())


def _forked(main: object, asking: socket.socket) -> int:
    size, streams, _, _ = socket.recv_fds(asking, 4, 3)
    with asking.makefile("rb") as rest:
        asked = json.loads(rest.read(int.from_bytes(size, "big")))
    child = os.fork()
    if child == 0:
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
        os._exit(_run(main, asked))
    for stream in streams:
        os.close(stream)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _run(main: object, asked: dict[str, object]) -> int:
    os.environ.clear()
    os.environ.update(asked["environment"])
    os.chdir(asked["folder"])
    code: object = 0
    try:
        main(asked["arguments"])
    except SystemExit as end:
        code = end.code or 0
        if isinstance(code, str):
            sys.stderr.write(f"{code}\n")
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return code if isinstance(code, int) else 1


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(*sys.argv[2:])
    else:
        sys.exit(call(sys.argv[2], sys.argv[3:]))
