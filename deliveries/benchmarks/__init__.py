"""How fast it is, measured in the running product: `manage.py bench orders`, `dispatch`, `positions`."""
