"""What is counted together: the fields a co-op contributes, the indicators and tables made of them."""
