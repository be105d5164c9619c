"""The audit log, sealed batch by batch into a hash chain whose head is published every day."""
