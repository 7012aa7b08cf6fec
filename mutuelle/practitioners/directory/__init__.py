"""The public directories (RPPS, annuaire santé of ameli, FINESS+), read from their own files into ours."""
