"""The sandbox's own interface, below /_control: what a person, Amazon, or bad luck would do."""

from sandbox.control import listings, machine, sellers

ROUTES = [*sellers.ROUTES, *listings.ROUTES, *machine.ROUTES]
