"""A port to listen on: the one wanted, if nobody has it, or any free one."""

import socket

from services.embedded.errors import EmbeddedError


def free_port(host: str = "127.0.0.1", port: int = 0, *, option: str = "--port") -> int:
    """The port, if nobody has it; for 0 one that nobody has. Raises EmbeddedError, which names the option."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = error.strerror or str(error)
            raise EmbeddedError(
                f"Port {port} of {host} cannot be used ({reason}); choose another with {option}."
            ) from error
        chosen: int = probe.getsockname()[1]
        return chosen
