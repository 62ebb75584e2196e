"""What makes a run or sweep citable and repeatable elsewhere: archive, citation, codebook, and whether code is the code of a run."""
