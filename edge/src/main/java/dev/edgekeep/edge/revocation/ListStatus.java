package dev.edgekeep.edge.revocation;

import dev.edgekeep.x509.crl.RevocationList;
import java.util.Comparator;
import java.util.List;

/** A source of lists, as the admin page shows it. Immutable. */
public record ListStatus(String clientCa, String url, ListState state, List<RevocationList> lists)
    implements Comparable<ListStatus> {
  private static final Comparator<ListStatus> ORDER =
      Comparator.comparing(ListStatus::clientCa).thenComparing(ListStatus::url);

  static ListStatus of(ListSource source) {
    return new ListStatus(
        source.clientCa(), source.key().url().text(), source.state(), source.held().lists());
  }

  @Override
  public int compareTo(ListStatus other) {
    return ORDER.compare(this, other);
  }
}
