//! Every route of the list, without credentials, with each wrong permission, with another organization's record.
