"""Rules as data: read, kept, explained."""
