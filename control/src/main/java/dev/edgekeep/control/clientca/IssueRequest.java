package dev.edgekeep.control.clientca;

import dev.edgekeep.x509.cert.GeneralName;
import dev.edgekeep.x509.cert.Name;
import dev.edgekeep.x509.issue.AcceptedRequest;
import dev.edgekeep.x509.issue.KeyKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request for a client certificate; checked, so that it can be issued. */
sealed interface IssueRequest {
  int validityDays();

  /** A certificate for the key of a certificate signing request. */
  record OfRequest(AcceptedRequest request, int validityDays) implements IssueRequest {}

  /**
   * For a key that is made here and shown once.
   *
   * @param subject null: one that names the certificate's id
   */
  record OfNewKey(
      KeyKind keyKind, @Nullable Name subject, List<GeneralName> names, int validityDays)
      implements IssueRequest {
    public OfNewKey {
      names = List.copyOf(names);
    }
  }
}
