package dev.edgekeep.edge.clientauth;

import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.crl.RevocationList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The revocation lists that this node fetches for client CAs. Any thread; never blocks. */
public interface FetchedLists {
  /** No list is fetched. */
  FetchedLists NONE =
      new FetchedLists() {
        @Override
        public List<RevocationList> of(ClientCa ca) {
          return List.of();
        }

        @Override
        public Missing missing(ClientCa ca, List<Certificate> path) {
          return new Missing("this node fetches no lists", null);
        }
      };

  /**
   * The absence of a list.
   *
   * @param reason why lists of the CA are not there; empty when all are
   * @param pending completed when the first attempt to fetch them has ended; null when it has
   */
  record Missing(String reason, @Nullable CompletableFuture<?> pending) {}

  /** The lists of a CA that have arrived and are kept. */
  List<RevocationList> of(ClientCa ca);

  /**
   * Hears of a path for which a list is missing, and may begin to fetch those that its certificates
   * name.
   *
   * @param path leaf first, anchor last: every check but that of the lists succeeded
   */
  Missing missing(ClientCa ca, List<Certificate> path);
}
