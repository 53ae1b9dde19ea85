"""What an estate holds, in AWS's own words, with what is not known as a value of its own."""
