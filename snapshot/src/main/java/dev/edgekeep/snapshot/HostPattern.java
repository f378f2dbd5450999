package dev.edgekeep.snapshot;

/**
 * A name that the edge serves, in lower case: {@code www.example.com}, or {@code *.example.com} for
 * one label more.
 */
public record HostPattern(String name) {
  public boolean isWildcard() {
    return name.startsWith("*.");
  }

  @Override
  public String toString() {
    return name;
  }
}
