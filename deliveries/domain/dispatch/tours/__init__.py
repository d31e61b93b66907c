"""A day's stops on a few bikes, planned ahead.

`plan(problem, seconds=…)` answers with tours that hold, and with a named reason for each job left out.
"""
