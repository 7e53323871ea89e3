"""What a result looks like: its means in numbers, and figures."""
