"""Products from files and back: formats are read into drafts, drafts judged, staged, compared, written."""
