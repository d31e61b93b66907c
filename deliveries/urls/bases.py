"""What the addresses of deliveries begin with."""

IN_COOPERATIVE = "c/<slug:cooperative>/"
STORE = IN_COOPERATIVE + "stores/<uuid:store_id>/"
