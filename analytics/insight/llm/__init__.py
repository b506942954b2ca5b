"""A summary in a language model's own words, of which only what the call bears out is kept. Pure.

`choose` picks the lines that fit, `prompt` makes the question, `ladder` asks it in the strictest form that
the endpoint takes, `answer` reads what comes back, and `check` drops each sentence that the call does not
bear out.
"""
