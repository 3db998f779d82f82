"""How things live: pure tables of states, events and what follows, for proposals and what comes after.

No code sets a state of a proposal but by a row of `proposals.TRANSITIONS`.
"""
