"""Agreement between raters, on plain arrays and data frames: a library that needs no study."""
