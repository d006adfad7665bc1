"""What about: words, groups of like initiatives, their names, how stable they are."""
