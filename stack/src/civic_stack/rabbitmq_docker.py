"""RabbitMQ in a Docker container, where neither the machine nor its packages have one.

The supervisor looks after this program; it looks after the container: `docker run` cannot be tied
to the life of whoever called it, so that a stop signal, or the end of the supervisor, becomes a
`docker stop` here. A container left by a kill of this program is removed by the next start.
"""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType

IMAGE_CHOICE = "CIVIC_STACK_RABBITMQ_IMAGE"
IMAGE = "rabbitmq:4-management"
_STOP_WITHIN = 20  # seconds
_INSIDE = "/var/lib/rabbitmq"


def engine_answers() -> bool:
    """Whether there is a Docker engine that we may use."""
    docker = shutil.which("docker")
    if docker is None:
        return False
    try:
        asked = subprocess.run(
            [docker, "version", "--format", "{{.Server.Version}}"],
            check=False,
            capture_output=True,
            timeout=10,
        )
    except subprocess.TimeoutExpired:
        return False
    return asked.returncode == 0


def command(folder: Path, ports: tuple[int, int]) -> tuple[str, ...]:
    """The program to supervise: its data in `folder`, AMQP and management on loopback `ports`."""
    return (sys.executable, "-m", __name__, str(folder), *map(str, ports))


def environment() -> dict[str, str]:
    """What the Docker client needs of the caller's environment."""
    wanted = ("PATH", "HOME", IMAGE_CHOICE)
    return {
        name: value
        for name, value in os.environ.items()
        if name in wanted or name.startswith("DOCKER_")
    }


def main() -> int:
    """Run the container until it or we are told to end; its exit code."""
    folder, amqp, management = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    name = f"civic-stack-rabbitmq-{amqp}"
    subprocess.run(["docker", "rm", "--force", name], check=False, capture_output=True)
    container = subprocess.Popen(_run(name, folder, (amqp, management)))

    def stop(number: int, frame: FrameType | None) -> None:
        subprocess.run(["docker", "stop", f"--time={_STOP_WITHIN}", name], check=False)

    signal.signal(signal.SIGTERM, stop)
    return container.wait()


def _run(name: str, folder: Path, ports: tuple[str, str]) -> list[str]:
    settings = {
        "HOME": _INSIDE,
        "RABBITMQ_NODENAME": "civic@localhost",
        "RABBITMQ_CONFIG_FILE": f"{_INSIDE}/rabbitmq.conf",
        "RABBITMQ_ENABLED_PLUGINS_FILE": f"{_INSIDE}/enabled_plugins",
    }
    arguments = [f"--name={name}", "--hostname=localhost", f"--user={os.getuid()}:{os.getgid()}"]
    arguments += [f"--env={setting}={value}" for setting, value in settings.items()]
    arguments += [f"--publish=127.0.0.1:{port}:{port}" for port in ports]
    arguments += [f"--volume={folder / 'home'}:{_INSIDE}"]
    return ["docker", "run", "--rm", *arguments, os.environ.get(IMAGE_CHOICE, IMAGE)]


if __name__ == "__main__":
    sys.exit(main())
