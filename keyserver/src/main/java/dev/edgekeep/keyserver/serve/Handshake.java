package dev.edgekeep.keyserver.serve;

import dev.edgekeep.x509.path.PathResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A handshake under way, and what was found out about the edge. Event loop only. */
final class Handshake {
  private final Serving serving;
  private List<byte[]> chain = List.of();
  private @Nullable PathResult result;
  private @Nullable Throwable failure;

  Handshake(Serving serving) {
    this.serving = serving;
  }

  /** What was in force when it began. */
  Serving serving() {
    return serving;
  }

  void checked(List<byte[]> chain, PathResult result) {
    this.chain = chain;
    this.result = result;
  }

  void failed(Throwable cause) {
    failure = cause;
  }

  /** What the edge sent, leaf first. */
  List<byte[]> chain() {
    return chain;
  }

  /** The verdict about it; null when it sent nothing (yet). */
  @Nullable PathResult result() {
    return result;
  }

  /** An error of our own while the chain was verified. */
  @Nullable Throwable failure() {
    return failure;
  }
}
