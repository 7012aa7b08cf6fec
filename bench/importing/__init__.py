"""How fast a file of payments is imported. A folder: the processes that parse do not import the benchmark then."""
