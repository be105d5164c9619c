"""Read models: each a fold of the event log, rebuilt from it at any time."""
