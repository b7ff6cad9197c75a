"""What a person looks at: HTML made by templates, charts drawn as SVG."""
