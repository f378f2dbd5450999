package dev.edgekeep.x509.issue;

/** A certificate request was refused. The message says why, and what to do. */
public final class RequestRefused extends Exception {
  private static final long serialVersionUID = 1L;

  RequestRefused(String message) {
    super(message);
  }
}
