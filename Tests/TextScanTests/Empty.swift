// Filled by the first test of TextScan.
