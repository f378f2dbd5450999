package dev.edgekeep.control.record;

/** A record that was created or replaced. */
public record Put<R>(R record, boolean isNew) {}
