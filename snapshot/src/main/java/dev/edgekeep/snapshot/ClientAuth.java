package dev.edgekeep.snapshot;

import dev.edgekeep.config.value.Bounds;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The client authentication of a host.
 *
 * @param cas the client CAs that the host trusts; never empty when the mode is {@link
 *     Mode#REQUEST}. Empty with {@link Mode#REQUIRE}: the host serves nobody
 * @param maxChainDepth the largest number of intermediates between the client's certificate and the
 *     root
 * @param fromHeader balancers that pass on the certificates of their clients; null: none. Not with
 *     {@link Mode#OFF}
 */
public record ClientAuth(
    Mode mode, List<ClientCa> cas, int maxChainDepth, @Nullable FromHeader fromHeader) {
  public static final Bounds MAX_CHAIN_DEPTH = new Bounds(0, 10);
  public static final int DEFAULT_MAX_CHAIN_DEPTH = 4;
  public static final ClientAuth OFF = new ClientAuth(Mode.OFF, List.of(), DEFAULT_MAX_CHAIN_DEPTH);

  public ClientAuth {
    cas = List.copyOf(cas);
    MAX_CHAIN_DEPTH.check("maxChainDepth", maxChainDepth);
    if (mode == Mode.REQUEST && cas.isEmpty()) {
      throw new IllegalArgumentException(
          "client authentication mode REQUEST needs at least one client CA");
    }
    if (mode == Mode.OFF && fromHeader != null) {
      throw new IllegalArgumentException(
          "certificates in headers have no use in client authentication mode OFF");
    }
  }

  /** Clients present their certificates in the handshake only. */
  public ClientAuth(Mode mode, List<ClientCa> cas, int maxChainDepth) {
    this(mode, cas, maxChainDepth, null);
  }

  /**
   * Returns whether no client can be let in: certificates are required, and no client CA is there.
   */
  public boolean refusesEverybody() {
    return mode == Mode.REQUIRE && cas.isEmpty();
  }

  /** The client authentication mode. */
  public enum Mode {
    /** No certificate is asked for. */
    OFF,
    /** Ask, record the verdict, let rules decide. */
    REQUEST,
    /** No valid certificate, no handshake. */
    REQUIRE
  }
}
