package dev.edgekeep.tls.boringssl;

import dev.edgekeep.tls.Handshake;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.internal.tcnative.SSL;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Runs the tasks of one handshake on its event loop, as Netty does by itself, but the verification
 * of the client's chain only when the verdict is known. BoringSSL cannot say that a verification
 * takes time, and Netty runs its task in one go, under the lock of the engine: so the wait is
 * before the task. Until then the handshake stands still, and reads nothing. Event loop only.
 */
final class WaitingTasks implements Executor {
  private final Handshake handshake;
  private @Nullable ReferenceCountedOpenSslEngine engine;
  private boolean isKnown;

  WaitingTasks(Handshake handshake) {
    this.handshake = handshake;
  }

  /** The connection whose tasks they are. */
  void of(ReferenceCountedOpenSslEngine connection) {
    engine = connection;
  }

  /** Called by Netty on the event loop, while the engine is alive and waits for the task. */
  @Override
  public void execute(Runnable task) {
    List<byte[]> chain = isKnown || engine == null ? List.of() : chain(engine.sslPointer());
    if (chain.isEmpty()) {
      task.run(); // a private-key operation
      return;
    }
    isKnown = true;
    handshake.whenKnown(chain, () -> verify(task));
  }

  /** Netty's task does nothing when the engine has ended meanwhile. */
  private void verify(Runnable task) {
    task.run();
    if (handshake.isRefused() && engine != null) {
      keepAlert(engine);
    }
  }

  /**
   * Lets the engine notice the failure while the alert waits to be sent. Netty (4.2.18) goes on by
   * wrapping, which would take the alert out, meet the failure in the same call, and lose the
   * alert.
   */
  private static void keepAlert(ReferenceCountedOpenSslEngine engine) {
    try {
      var _ = engine.unwrap(ByteBuffer.allocate(0), ByteBuffer.allocate(0));
    } catch (SSLException _) {
      // The handshake fails with it when Netty goes on.
    }
  }

  /** The chain that the client has presented by now, leaf first; empty when it has not. */
  private static List<byte[]> chain(long ssl) {
    byte[] leaf = SSL.getPeerCertificate(ssl);
    if (leaf == null) {
      return List.of();
    }
    List<byte[]> chain = new ArrayList<>(List.of(leaf));
    byte[][] rest = SSL.getPeerCertChain(ssl);
    if (rest != null) {
      chain.addAll(List.of(rest));
    }
    return chain;
  }
}
