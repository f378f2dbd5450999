package dev.edgekeep.tls;

/** A handshake goes no further than its first bytes. Without a stack trace. */
public final class HandshakeRefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient Refusal refusal;

  public HandshakeRefusedException(Refusal refusal) {
    super(refusal.detail(), null, false, false);
    this.refusal = refusal;
  }

  /** A reason, a sentence for the operator, and the alert for the client. */
  public HandshakeRefusedException(RefusalReason reason, String detail, Alert alert) {
    this(new Refusal.ForReason(reason, detail, alert));
  }

  public Refusal refusal() {
    return refusal;
  }
}
