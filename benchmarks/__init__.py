"""What the engine is measured against: ``plain_mesa`` (the plain twin), and the benchmarks themselves."""
