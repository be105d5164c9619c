"""Ward accounts: double entry in whole pence, never overspent."""
