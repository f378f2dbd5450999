package dev.edgekeep.snapshot;

import dev.edgekeep.config.value.Bounds;
import dev.edgekeep.snapshot.path.PathPattern;
import dev.edgekeep.snapshot.path.PathPattern.Exact;
import dev.edgekeep.snapshot.path.PathPattern.Prefix;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A part of a host's paths: the origin that serves it, and the clients that it admits. The first
 * route of a host that matches counts; the host's own origin serves the other paths, for all of its
 * clients.
 *
 * @param prefix replaces the path of an exact pattern, and the part before {@code /*} of a prefix,
 *     in what the origin gets; null: the origin gets the client's path
 */
public record Route(PathPattern path, Origin origin, @Nullable String prefix, Clients clients) {
  /** The number of routes of a host. */
  public static final Bounds COUNT = new Bounds(0, 1_000);

  /** The number of routes of a host with regular expressions, which are tried one by one. */
  public static final Bounds EXPRESSIONS = new Bounds(0, 50);

  /**
   * The sum of {@link PathPattern#steps} of a host's routes: they are compared on an event loop,
   * with paths that anybody may send.
   */
  public static final int MAX_STEPS = 20_000;

  public Route {
    if (prefix != null && !(path instanceof Exact) && !(path instanceof Prefix)) {
      throw new IllegalArgumentException(
          "the path %s has no prefix that could be replaced".formatted(path.text()));
    }
    if (prefix != null && !(PathPattern.of(prefix) instanceof Exact)) {
      throw new IllegalArgumentException("%s is not a plain path".formatted(prefix));
    }
  }

  /** Returns whether some clients of the host are refused here. */
  public boolean isProtected() {
    return !(clients instanceof Clients.Any);
  }

  /** The clients that a route admits. */
  public sealed interface Clients {
    Clients ANY = new Any();
    Clients VERIFIED = new Verified();

    /** All clients of the host. */
    record Any() implements Clients {}

    /** Clients with a verified certificate. */
    record Verified() implements Clients {}

    /**
     * Clients with a certificate that one of these client CAs has verified.
     *
     * @param cas names of client CAs; none of them: nobody is admitted
     */
    record VerifiedBy(Set<String> cas) implements Clients {
      public VerifiedBy {
        cas = Set.copyOf(cas);
      }
    }
  }
}
