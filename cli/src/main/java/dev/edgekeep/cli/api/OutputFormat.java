package dev.edgekeep.cli.api;

/** How answers are shown; the names are those of the option. */
public enum OutputFormat {
  table,
  json,
  yaml
}
