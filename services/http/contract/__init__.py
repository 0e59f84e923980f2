"""The contract: what the doors take and answer, as OpenAPI 3.1 and AsyncAPI 3.0; and whether a change breaks it."""
