"""The core: tables, rules and services of a member space. It knows no channel and no dialogue engine."""
