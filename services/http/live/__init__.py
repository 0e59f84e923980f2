"""What staff are told as it happens: a stream for each who listens, one look at the log for an organisation."""
