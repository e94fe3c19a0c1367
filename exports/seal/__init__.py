"""The seal of a record: an OPC signature with the organisation's certificate, made here and verified here."""
