package dev.edgekeep.edge.tls;

import dev.edgekeep.edge.clientauth.CheckedClient;
import dev.edgekeep.edge.clientauth.PresentedChain;
import dev.edgekeep.edge.host.ServedHost;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.tls.SessionPolicy;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.List;

/**
 * Binds the sessions of a host to its name, its mode and its trust (invariant 2): the same on every
 * node that serves the host, so that nodes with common keys resume each other's sessions. Any
 * thread.
 */
final class HostSessions implements SessionPolicy {
  private final ServedHost host;
  private final InstantSource clock;

  HostSessions(ServedHost host, InstantSource clock) {
    this.host = host;
    this.clock = clock;
  }

  @Override
  public byte[] binding() {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(host.config().name().name().getBytes(StandardCharsets.UTF_8));
      sha256.update(host.config().clientAuth().mode().name().getBytes(StandardCharsets.UTF_8));
      sha256.update(host.trust().id().bytes());
      return sha256.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public boolean inspectsSessions() {
    return host.trust().mayWait() || (host.trust().changesInPlace() && isRequired());
  }

  @Override
  public boolean mayResume(List<byte[]> chain) {
    CheckedClient checked = host.trust().check(PresentedChain.of(chain), clock.instant());
    // A full handshake waits for what is pending; a resumed one cannot.
    return checked.pending() == null && (checked.verdict().isVerified() || !isRequired());
  }

  private boolean isRequired() {
    return host.config().clientAuth().mode() == ClientAuth.Mode.REQUIRE;
  }
}
