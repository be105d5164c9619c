"""A small OpenID Connect issuer whose people are personas: for the demo and tests, nothing else.

It asks nobody for a password: whoever reaches it may be anyone. It is in no service's image.
"""
