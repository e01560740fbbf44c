// Which canary is due, what is asked next, and when a run is over.
