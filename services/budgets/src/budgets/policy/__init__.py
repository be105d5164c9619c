"""The council's dated funding policies: data in files, one engine for all of them."""
