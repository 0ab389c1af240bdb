"""Every write of the loop's middle and end."""
