// Filled by the first test of Canaries.
