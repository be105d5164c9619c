"""What can go wrong in proving who someone is. The web part of the kit gives each its answer."""


class NotAuthenticated(Exception):
    """A bearer token was offered and does not hold (401); `reason` says why, without the token."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class SignInFailed(Exception):
    """A browser came back from the issuer with nothing that signs it in (400).

    `reason` is a short sentence for the log and the page; it quotes nothing that was sent.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NobodyKnown(Exception):
    """The issuer was asked silently, and knows nobody; `return_path` is to be shown."""

    def __init__(self, return_path: str) -> None:
        super().__init__(return_path)
        self.return_path = return_path


class CsrfRefused(Exception):
    """A form came without the token of the session that it acts for (403)."""


class IssuerUnavailable(Exception):
    """The issuer did not answer, or answered nonsense (503).

    `reason` is for the log: it may name an internal address. The message is for everybody.
    """

    def __init__(self, reason: str) -> None:
        super().__init__("The sign-in service does not answer just now. Try again shortly.")
        self.reason = reason


class NoIssuer(IssuerUnavailable):
    """The operator has not said yet at which issuer people sign in (503)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.args = (
            "Nobody can sign in here yet: the council has not set up where people sign in. "
            "Everything that is public can be read without it.",
        )
