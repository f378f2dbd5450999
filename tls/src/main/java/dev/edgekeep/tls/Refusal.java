package dev.edgekeep.tls;

import org.jspecify.annotations.Nullable;

/**
 * Why a handshake was refused: the one value from which the alert, the log line, the metric's label
 * and the event derive. Immutable.
 */
public sealed interface Refusal {
  /** The verdict or the reason, as metrics and events spell it. */
  String label();

  /** A sentence for the operator, never for the peer. */
  String detail();

  /** The alert for the peer; null when nothing is sent. */
  @Nullable Alert alert();

  /**
   * Refused for a reason in which no certificate has a part.
   *
   * @param alert null when the peer ended the handshake itself, or an engine has sent the alert
   */
  record ForReason(RefusalReason reason, String detail, @Nullable Alert alert) implements Refusal {
    /** A refusal that the engine, or nobody, tells the peer. */
    public ForReason(RefusalReason reason, String detail) {
      this(reason, detail, null);
    }

    @Override
    public String label() {
      return reason.label();
    }
  }

  /** Refused for the verdict about the peer's certificate. */
  record ForVerdict(PeerVerdict peer, String detail) implements Refusal {
    /** The verdict's own sentence says it all. */
    public ForVerdict(PeerVerdict peer) {
      this(peer, peer.sentence());
    }

    @Override
    public String label() {
      return peer.verdict().label();
    }

    @Override
    public @Nullable Alert alert() {
      return Alert.of(peer.verdict());
    }
  }
}
