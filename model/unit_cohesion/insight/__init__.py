"""Why, and what if: two worlds under the same draws, many seeds, shares of a difference, one person explained."""
