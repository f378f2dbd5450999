package dev.edgekeep.snapshot.wire;

import dev.edgekeep.snapshot.Route.Clients;
import dev.edgekeep.snapshot.path.PathPattern;
import dev.edgekeep.snapshot.wire.HostDraft.RouteDraft;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The routes of a host. */
final class RouteCodec {
  private static final String VERIFIED = "verified";
  private static final String VERIFIED_BY = "verified-by";

  private RouteCodec() {}

  static void write(FieldWriter out, RouteDraft route) {
    out.text("path", route.path().text())
        .text("origin", route.origin())
        .text("prefix", route.prefix());
    switch (route.clients()) {
      case Clients.Any() -> {}
      case Clients.Verified() -> out.text("!clients", VERIFIED);
      case Clients.VerifiedBy(Set<String> cas) ->
          out.text("!clients", VERIFIED_BY).texts("cas", cas.stream().sorted().toList());
    }
  }

  static RouteDraft read(Fields in) throws WireException {
    return new RouteDraft(
        PathPattern.of(in.text("path")),
        in.text("origin"),
        in.textOrNull("prefix"),
        clients(in, in.textOrNull("!clients"), Set.copyOf(in.texts("cas"))));
  }

  private static Clients clients(Fields in, @Nullable String label, Set<String> cas)
      throws WireException {
    return switch (label) {
      case null -> Clients.ANY;
      case VERIFIED -> Clients.VERIFIED;
      case VERIFIED_BY -> new Clients.VerifiedBy(cas);
      default ->
          throw in.problem("this version of the program does not know \"%s\"".formatted(label));
    };
  }
}
