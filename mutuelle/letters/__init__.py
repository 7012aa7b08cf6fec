"""Letters that the mutuelle sent: what each states is frozen and sealed, its PDF is made when it is read."""
