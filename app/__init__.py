"""Model Catalogue: models, benchmarks, scores and who says so."""
