"""What a period of deliveries was: figures that the database adds up, in a fixed number of queries each."""
