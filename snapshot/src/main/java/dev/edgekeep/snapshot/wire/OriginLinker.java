package dev.edgekeep.snapshot.wire;

import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.snapshot.Origin;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Resolves the key servers that origins refer to. One thread at a time. */
final class OriginLinker {
  private final Map<String, KeyServer> keyServers;
  private final Refusals refusals;

  OriginLinker(Map<String, KeyServer> keyServers, Refusals refusals) {
    this.keyServers = keyServers;
    this.refusals = refusals;
  }

  Origin read(String name, Fields in, References references) throws WireException {
    return ServerCodec.origin(name, in, references, this::find);
  }

  private @Nullable KeyServer find(String name) throws WireException {
    refusals.require(PartKind.KEY_SERVER.id(name));
    return keyServers.get(name);
  }

  /**
   * The same origins with their key servers as they are now. One whose key server is refused or
   * gone is refused, too.
   */
  // Each name stands for one object, which is replaced when it changes.
  @SuppressWarnings("ReferenceEquality")
  Map<String, Origin> relinked(Map<String, Origin> origins) {
    Map<String, Origin> next = new TreeMap<>(origins);
    for (Origin origin : origins.values()) {
      KeyServer used = origin.keyServer();
      if (used != null) {
        PartId id = PartKind.ORIGIN.id(origin.name());
        try {
          KeyServer now = find(used.name());
          if (now == null) {
            throw new WireException(
                id,
                "it refers to %s, which is not there"
                    .formatted(PartKind.KEY_SERVER.id(used.name())));
          }
          if (now != used) {
            next.put(origin.name(), origin.withKeyServer(now));
          }
        } catch (WireException e) {
          refusals.refuse(id, e);
        }
      }
    }
    return next;
  }
}
