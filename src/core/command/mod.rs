pub(in crate::core) mod request;
