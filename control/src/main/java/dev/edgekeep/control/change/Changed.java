package dev.edgekeep.control.change;

/**
 * A completed change.
 *
 * @param version it is deployed as; 0 when edge nodes need not know of it
 */
public record Changed<T>(T value, long version) {
  public static final long NOT_DEPLOYED = 0;

  public boolean isDeployed() {
    return version != NOT_DEPLOYED;
  }
}
