"""Raw records in and out, one file per kind of source; nothing is interpreted here."""
