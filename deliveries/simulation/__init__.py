"""Plays restaurants, couriers and a dispatcher in a demo, through the services that people use.

A recorded day gives the orders, the town's own streets the rides. What a person handles is left to them.
"""
