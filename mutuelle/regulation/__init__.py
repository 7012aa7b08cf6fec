"""What the law and the agreements set: dated values, and who pays which part of an act."""
