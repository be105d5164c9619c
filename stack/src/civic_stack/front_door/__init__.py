"""A small reverse proxy: the one address in front of the four services.

Reads HTTP/1.1 strictly, takes a request's body in whole (bounded), and writes a request of its own
to the service, so that no framing of a client's reaches one. Answers are passed on as they come,
which is what server-sent events need.
"""
