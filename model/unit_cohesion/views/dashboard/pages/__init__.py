"""The dashboard's pages: a component each, which takes the visitor's ``Session``."""
