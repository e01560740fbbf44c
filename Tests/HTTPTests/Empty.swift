// Filled by the first test of HTTP.
