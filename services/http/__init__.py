"""The doors: what the world asks of Carryover over HTTP."""

from services.settings import Settings


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; then finish what is under way and return. Raises what keeps it from starting."""
    from services.http.serving import run_server

    run_server(settings)
