"""A person's wish to be forgotten: carried out here, and who else has carried it out."""
