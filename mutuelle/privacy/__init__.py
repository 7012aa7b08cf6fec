"""A member's own data: what is kept and for how long, a copy of it, its erasure, and what he agreed to."""
