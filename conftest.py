"""What every test in the workspace shares: private servers from civic_stack."""

pytest_plugins = ["civic_stack.testing"]
