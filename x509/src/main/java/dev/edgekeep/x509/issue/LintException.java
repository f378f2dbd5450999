package dev.edgekeep.x509.issue;

import java.util.List;

/** A certificate was not signed because it violates rules. */
public final class LintException extends Exception {
  private static final long serialVersionUID = 1L;
  private final transient List<String> findings;

  LintException(List<String> findings) {
    super(String.join("; ", findings));
    this.findings = List.copyOf(findings);
  }

  /** The violations, one sentence each, with the rule; at least one. */
  public List<String> findings() {
    return findings == null ? List.of(String.valueOf(getMessage())) : findings;
  }
}
