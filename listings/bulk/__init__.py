"""One deed on many listings, carried out by a worker: batch by batch, with progress, until done."""
