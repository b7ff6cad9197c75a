"""What every handler speaks: problems, paging, formats, ETags and the OpenAPI document."""
