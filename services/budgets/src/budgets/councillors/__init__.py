"""The register of councillors' terms: a login says who someone is, never which seat they hold."""
