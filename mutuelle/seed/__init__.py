"""The demo: fictitious households, and years of reimbursements that follow the dated rules of acts.yml.

Everything derives from `households.yml`, `acts.yml` and the day it is asked for: the same day gives the same rows.
"""
