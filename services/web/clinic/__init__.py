"""One clinic as its team looks at it: how the week went, who carries what, its thresholds and its hours."""
