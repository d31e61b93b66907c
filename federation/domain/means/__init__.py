"""What co-ops put together: the rules of dues, of the fund and of what one grants another. No I/O."""
