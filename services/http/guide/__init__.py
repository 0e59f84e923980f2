"""The guide for programmers: pages in markdown, with the examples as the tests run them."""
