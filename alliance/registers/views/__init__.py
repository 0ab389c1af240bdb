"""Pages of registers: the overview, lists, records with what lies beside them, and many at once."""
