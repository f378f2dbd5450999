package dev.edgekeep.x509.path;

import dev.edgekeep.x509.cert.Name;
import dev.edgekeep.x509.crl.RevocationList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The lists of one CA by their issuer: complete lists and deltas. Immutable. */
final class CrlPool {
  private final Map<Name, List<RevocationList>> complete = new HashMap<>();
  private final Map<Name, List<RevocationList>> deltas = new HashMap<>();

  CrlPool(List<RevocationList> lists) {
    for (RevocationList list : lists) {
      (list.isDelta() ? deltas : complete)
          .computeIfAbsent(list.issuer(), name -> new ArrayList<>(1))
          .add(list);
    }
  }

  List<RevocationList> complete(Name issuer) {
    return complete.getOrDefault(issuer, List.of());
  }

  List<RevocationList> deltas(Name issuer) {
    return deltas.getOrDefault(issuer, List.of());
  }
}
