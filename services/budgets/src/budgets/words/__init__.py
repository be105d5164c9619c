"""The words that officers and councillors say of a proposal, and how they are taken away."""
