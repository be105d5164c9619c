"""Stands in for curl on machines that have none: the few options that the pages use."""

import base64
import sys
import urllib.error
import urllib.request

FLAGS = frozenset({"--silent", "--show-error", "--include", "--fail"})
WITH_VALUE = frozenset({"--header", "--user", "--request", "--data", "--output", "--write-out"})

# curl's own exit code where --fail was given, and the statuses that it fails for.
REFUSED, REFUSED_FROM = 22, 400


def main(arguments: list[str]) -> int:
    """One request; answers with an error status are answers, but for ``--fail``."""
    options, headers, rest, sent = {}, {}, [], []
    words = iter(arguments)
    for word in words:
        if word in FLAGS:
            options[word] = ""
        elif word not in WITH_VALUE:
            rest.append(word)
        elif word == "--header":
            name, _, value = next(words).partition(":")
            headers[name] = value.strip()
        elif word == "--user":
            headers["Authorization"] = f"Basic {base64.b64encode(next(words).encode()).decode()}"
        elif word == "--data":
            sent.append(next(words))
        else:
            options[word] = next(words)
    (url,) = rest
    data = "&".join(sent).encode() or None
    request = urllib.request.Request(  # noqa: S310  (addresses of the pages, on loopback)
        url, data, headers, method=options.get("--request")
    )
    return ask(request, options)


def ask(request: urllib.request.Request, options: dict[str, str]) -> int:
    """Sends a request and prints what is asked for of the answer; the exit code."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        answer = opener.open(request, timeout=30)
    except urllib.error.HTTPError as refused:
        answer = refused
    with answer:
        if answer.status >= REFUSED_FROM and "--fail" in options:
            sys.stderr.write(f"curl: ({REFUSED}) the requested URL returned {answer.status}\n")
            return REFUSED
        body = answer.read().decode()
        if "--include" in options:
            sys.stdout.write(f"HTTP/1.1 {answer.status} {answer.reason}\n{answer.headers}")
        if "--output" not in options:
            sys.stdout.write(body)
        last = options.get("--write-out", "").replace("\\n", "\n")
        sys.stdout.write(last.replace("%{http_code}", str(answer.status)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
