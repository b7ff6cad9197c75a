"""From rows of text to columns of a type each, decided on all that stands in them."""
