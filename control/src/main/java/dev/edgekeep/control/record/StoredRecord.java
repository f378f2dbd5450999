package dev.edgekeep.control.record;

/** A record as it is stored. Immutable. */
public interface StoredRecord {
  String id();

  /** The name that people, paths and audit records use. */
  String name();

  /** The number of changes so far, from 1: the record's ETag. */
  long revision();
}
