"""One-shot jobs of a deployment, run by docker-compose.yml before anything else.

All secrets are made at random, once, in one folder that only these jobs see; every container finds
a copy of what it needs, and of nothing else, in a folder of its own.
"""
