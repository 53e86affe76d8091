"""Bringing other timebanks in: files are gathered, planned as a dry run, then written all or nothing."""
