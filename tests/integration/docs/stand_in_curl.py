"""Stands in for curl on machines that have none: the few options that the pages use."""

import base64
import sys
import urllib.error
import urllib.request


def main(arguments: list[str]) -> int:
    """One request; answers with an error status are answers."""
    options, headers, rest = {}, {}, []
    words = iter(arguments)
    for word in words:
        if word in ("--silent", "--include"):
            options[word] = ""
        elif word == "--header":
            name, _, value = next(words).partition(":")
            headers[name] = value.strip()
        elif word == "--user":
            headers["Authorization"] = f"Basic {base64.b64encode(next(words).encode()).decode()}"
        elif word in ("--request", "--data", "--output", "--write-out"):
            options[word] = next(words)
        else:
            rest.append(word)
    (url,) = rest
    data = options.get("--data")
    request = urllib.request.Request(  # noqa: S310  (addresses of the pages, on loopback)
        url, data.encode() if data else None, headers, method=options.get("--request")
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        answer = opener.open(request, timeout=30)
    except urllib.error.HTTPError as refused:
        answer = refused
    with answer:
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
