package dev.edgekeep.snapshot.template;

/**
 * A header that the edge adds to requests. The client's own headers of this name, in any spelling,
 * are always removed.
 */
public record HeaderTemplate(String name, Template value) {}
