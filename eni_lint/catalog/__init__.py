"""What each instance type can carry: the bundled facts, how they are loaded, shown and rebuilt."""
