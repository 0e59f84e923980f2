"""The log and all tables beside it spread over the workers of Citus, each organisation's rows together on one shard."""
