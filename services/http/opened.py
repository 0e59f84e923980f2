"""The operations that anybody may come to: who comes has yet to prove who they are."""

SIGN_IN_PATH = "/v1/sign-in"
ACCEPT_PATH = "/v1/invitations/accept"
SIGN_OUT_PATH = "/v1/sign-out"

ENTER_PATH = "/v1/my/enter"
LEAVE_PATH = "/v1/my/leave"

SANDBOXES_PATH = "/v1/sandboxes"
"""Asked with a key; where the deployment says so also without one."""

OPENED = frozenset(("POST", path) for path in (SIGN_IN_PATH, ACCEPT_PATH, SIGN_OUT_PATH, ENTER_PATH, LEAVE_PATH))
OPENED_BELOW = SIGN_IN_PATH + "/"


def is_opened(method: str, path: str) -> bool:
    """Whether nobody is asked there for a key or a sign-in."""
    return (method, path) in OPENED or path.startswith(OPENED_BELOW)
