package dev.edgekeep.cli.api;

/** An output format; the names are the values of the option. */
public enum OutputFormat {
  table,
  json,
  yaml
}
