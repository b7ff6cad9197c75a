"""What words and numbers in files mean, whichever format they are of."""
